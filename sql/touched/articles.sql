-- One row per article whose published row can differ from that of the version before.
-- Relations: changed_… (keys and ids of the rows of a stored table that went, came or differ).
select article_id from changed_articles
union
select article_id from changed_article_files
union
select places.article_id
from stored.article_files as places
inner join changed_raw_files as files on places.raw_path = files.raw_path
union
select article_id from changed_family_members
union
select left_id as article_id from changed_judgements
