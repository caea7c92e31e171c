-- One row per name in the view mentions, and whether an article of touched_articles has it.
select
    name,
    bool_or(article_id in (select touched_articles.article_id from touched_articles)) as is_touched
from mentions
group by name
