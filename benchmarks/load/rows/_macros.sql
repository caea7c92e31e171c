-- One macro per id and relation of the generated rows: all follow from the number of the article and a place in it.
create or replace macro art_id(n) as 'art_' || left(md5('a' || n), 16);
create or replace macro quo_id(n, k) as 'quo_' || left(md5('q' || n || ' ' || k), 16);
create or replace macro clm_id(n, j) as 'clm_' || left(md5('c' || n || ' ' || j), 16);
create or replace macro utt_id(n, k) as 'utt_' || left(md5('t' || n || ' ' || k), 16);
create or replace macro act_id(a) as 'act_' || left(md5('p' || a), 16);
create or replace macro raw_path(n) as 'archive/' || n // 1000 || '/' || n || '.txt';
create or replace macro actor_name(a) as 'Speaker ' || left(md5('n' || a), 8);
-- Of ten articles in a row the first three are a family, and the others stand alone.
create or replace macro head_of(n) as if(n % 10 < 3, n - n % 10, n);
create or replace macro fam_id(n) as 'fam_' || left(md5('f' || head_of(n)), 16);
-- The first two claims of ten articles in a row state the same facts.
create or replace macro leader_of(n, j) as if(j < 2, n - n % 10, head_of(n));
create or replace macro grp_id(n, j) as 'grp_' || left(md5('g' || leader_of(n, j) || ' ' || j), 16);
create or replace macro speaker_of(n, k) as (head_of(n) * 31 + k * 17) % 50021;
create or replace macro key_of(n, i) as cast((cast(n as hugeint) * 7919 + i + 1) * 6364136223846793 % 9223372036854775783 as bigint);
-- Thirty sentences of the pool; a copy has those of its original.
create or replace macro texts(first_no, last_no) as table
select
    articles.n,
    string_agg(pool.sentence, '' order by places.k) as text
from range(first_no, last_no) as articles (n)
cross join range(30) as places (k)
inner join pool on pool.no = (head_of(articles.n) * 7907 + places.k * 104729 + head_of(articles.n) // 50000) % 50000
group by articles.n;
