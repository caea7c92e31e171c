-- One row per article among nearby.articles, or in a touched family.
select members.*
from stored.family_members as members
where
    members.article_id in (select articles.article_id from nearby.articles)
    or members.family_id in (select touched.family_id from touched_families as touched)
