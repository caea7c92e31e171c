-- True where a date, an ISO prefix, lies wholly between two others, both inclusive; no date: only if none is set.
create or replace temp macro in_period(published_on, since, until) as
(since is null or coalesce(published_on >= since, false))
and (until is null or coalesce(concat(published_on, '-99') <= concat(until, '-99'), false))
