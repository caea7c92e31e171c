-- One row per claim that a language model proposed for a current article.
create table proposals as
select local.*
from stored.proposals as local
inner join stored.family_members as members on local.article_id = members.article_id
order by local.proposal_id
