-- True where an article is the one wanted, by its id or a part of its place, with or without the folders before it.
create or replace temp macro is_article(article_id, place, wanted) as
wanted is null
or article_id = wanted
or contains(lower(place), lower(wanted))
or ends_with(lower(wanted), concat('/', lower(place)))
