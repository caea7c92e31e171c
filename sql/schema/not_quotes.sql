-- One row per stretch in quotation marks that is no speech, in a current article.
create table not_quotes as
select local.*
from stored.not_quotes as local
inner join stored.family_members as members on local.article_id = members.article_id
order by local.article_id, local.char_start, local.char_end
