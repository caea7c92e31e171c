-- One row per place of an article among nearby.articles.
select places.*
from stored.article_files as places
semi join nearby.articles as articles on places.article_id = articles.article_id
