-- What the figures of progress are computed from.

-- name: edition
-- Which state of the registry is seen, and what time it is: no earlier than the last change,
-- even where the clock was ahead when it was written.
select e.changes, e.changed_at, coalesce(e.change_id, 0) as change_id, e.settings, greatest(registry_clock(), e.changed_at) as now from edition e

-- name: today
select (registry_clock() at time zone 'Asia/Tokyo')::date

-- name: targets-on
-- Those that had begun on the day $1, as known at $2: first those in force, and of them the
-- latest; those that count the group $3, or (0) no group.
select target as number, name, valid_from, valid_to, coalesce((rate * 100000)::bigint, 0) as rate, coalesce(count, 0) as count, scope,
       coalesce(group_number, 0) as group_number, reason
from target
where coalesce(group_number, 0) = $3 and valid_from <= $1::date and recorded_from <= $2 and recorded_to > $2
order by valid_to >= $1::date desc, valid_from desc, target desc

-- name: tallies
-- Processes as of $1, of the bureau $3 if given, counted by everything that the
-- rates ask about; $2 is the threshold. With $4 each counts for the bureau that has it at that
-- moment. Of $5 (null: all). The priority is decided as by registry.Process.Priority.
select coalesce(n.bureau_id, p.bureau_id) as bureau_id, p.digitization_status, p.scope, p.national_law_change,
       case when p.priority_override <> '' then p.priority_override
            when p.volume_low >= $2::bigint then 'yes'
            when p.volume_high < $2::bigint then 'no'
            else 'undecidable' end as priority,
       p.process_type = '1' as application,
       case when p.priority_override <> '' or p.volume_low >= $2::bigint or p.volume_high < $2::bigint then ''
            when p.volume_low is null then 'unknown'
            when p.volume_high is null then 'open'
            else 'range' end as cause,
       count(*) as processes,
       count(p.volume_total) as volume_known, coalesce(sum(p.volume_total), 0)::bigint as volume,
       count(p.usage_total) as usage_known, coalesce(sum(p.usage_total), 0)::bigint as usage_total,
       coalesce(sum(p.usage_online), 0)::bigint as usage_online,
       count(*) filter (where p.volume_qualifier <> 'exact') as volume_inexact,
       coalesce(sum(p.volume_total - p.volume_low), 0)::bigint as volume_below,
       coalesce(sum(p.volume_high - p.volume_total), 0)::bigint as volume_above,
       count(p.volume_total) - count(p.volume_high) as volume_open,
       count(u.total_below) as usage_inexact,
       coalesce(sum(u.total_below), 0)::bigint as total_below, coalesce(sum(u.total_above), 0)::bigint as total_above,
       count(u.total_below) - count(u.total_above) as total_open,
       coalesce(sum(u.online_below), 0)::bigint as online_below, coalesce(sum(u.online_above), 0)::bigint as online_above,
       count(u.online_below) - count(u.online_above) as online_open
from process p
left join process n on $4::timestamptz is not null and n.process_id = p.process_id and n.recorded_from <= $4 and n.recorded_to > $4
left join lateral usage_bounds(p.process_id, p.usage_year, p.recorded_from) u on p.usage_total is not null
where p.recorded_from <= $1 and p.recorded_to > $1 and ($3::integer = 0 or p.bureau_id = $3::integer)
  and ($5::bigint[] is null or p.process_id in (select unnest($5::bigint[])))
group by 1, 2, 3, 4, 5, 6, 7

-- name: passages
-- What became, between $1 and $2, of each process that then counts otherwise in any rate; $3
-- is the bureau if one is asked about, $4 the day of $1, $5 are the processes (null: all). Where a
-- bureau is asked about, a process of another counts as one that is not there, and both bureaus tell why.
select coalesce(a.process_id, b.process_id) as process_id,
       a.bureau_id as "was.bureau", a.digitization_status as "was.status", a.scope as "was.scope",
       a.national_law_change as "was.law", a.volume_total as "was.volume", a.volume_year as "was.year",
       a.usage_total as "was.total", a.usage_online as "was.online", a.usage_year as "was.usage_year",
       b.bureau_id as "is.bureau", b.digitization_status as "is.status", b.scope as "is.scope",
       b.national_law_change as "is.law", b.volume_total as "is.volume", b.volume_year as "is.year",
       b.usage_total as "is.total", b.usage_online as "is.online", b.usage_year as "is.usage_year",
       coalesce(b.digitized_on <= $4::date, false) as earlier, f.process_id is not null as freed
from (select * from process where recorded_from <= $1 and recorded_to > $1) a
full join (select * from process where recorded_from <= $2 and recorded_to > $2) b on b.process_id = a.process_id
left join (select distinct unnest(l.members) as process_id -- of proposals that have come true
           from (select distinct on (number) state, members from proposal_state where at <= $2 order by number, id desc) l
           where l.state = 'realized') f on f.process_id = b.process_id and a.national_law_change = 'required'
where a.recorded_from is distinct from b.recorded_from
  and (a.digitization_status, a.scope, a.national_law_change, a.volume_total, a.bureau_id, a.usage_total, a.usage_online)
      is distinct from (b.digitization_status, b.scope, b.national_law_change, b.volume_total, b.bureau_id, b.usage_total, b.usage_online)
  and ($3::integer = 0 or a.bureau_id = $3::integer or b.bureau_id = $3::integer)
  and ($5::bigint[] is null or coalesce(a.process_id, b.process_id) in (select unnest($5::bigint[])))
order by 1

-- name: progress-curve
-- The processes by the moments of $1 (ascending) at which they were so: from the place since
-- to the place until, counted from 1. $2 is the bureau if one is asked about, $3 are the processes
-- (null: all).
select since, until, digitization_status, scope, national_law_change,
       count(*) as processes,
       count(volume_total) as volume_known, coalesce(sum(volume_total), 0)::bigint as volume,
       count(usage_total) as usage_known, coalesce(sum(usage_total), 0)::bigint as usage_total,
       coalesce(sum(usage_online), 0)::bigint as usage_online,
       count(*) filter (where volume_qualifier <> 'exact') as volume_inexact,
       coalesce(sum(volume_total - volume_low), 0)::bigint as volume_below,
       coalesce(sum(volume_high - volume_total), 0)::bigint as volume_above,
       count(volume_total) - count(volume_high) as volume_open,
       count(total_below) as usage_inexact,
       coalesce(sum(total_below), 0)::bigint as total_below, coalesce(sum(total_above), 0)::bigint as total_above,
       count(total_below) - count(total_above) as total_open,
       coalesce(sum(online_below), 0)::bigint as online_below, coalesce(sum(online_above), 0)::bigint as online_above,
       count(online_below) - count(online_above) as online_open
from (select width_bucket(recorded_from - interval '1 microsecond', $1::timestamptz[]) + 1 as since,
             width_bucket(recorded_to - interval '1 microsecond', $1::timestamptz[]) as until,
             p.digitization_status, p.scope, p.national_law_change, p.volume_total, p.volume_qualifier, p.volume_low, p.volume_high,
             p.usage_total, p.usage_online, u.*
      from process p
      left join lateral usage_bounds(p.process_id, p.usage_year, p.recorded_from) u on p.usage_total is not null
      where ($2::integer = 0 or bureau_id = $2::integer) and ($3::bigint[] is null or p.process_id in (select unnest($3::bigint[])))) version
where since <= until
group by 1, 2, 3, 4, 5

-- name: digitized-by
-- The processes that are done as of $1, by the place from which on the days of $2 (ascending)
-- are no earlier than the day on which they were digitized, counted from 1; null where that
-- day is not known. $3 is the bureau if one is asked about, $4 are the processes (null: all).
select case when digitized_on is not null
            then width_bucket(digitized_on - 1, $2::date[]) + 1 end as since,
       national_law_change, count(*) as processes,
       count(volume_total) as volume_known, coalesce(sum(volume_total), 0)::bigint as volume,
       count(*) filter (where volume_qualifier <> 'exact') as volume_inexact,
       coalesce(sum(volume_total - volume_low), 0)::bigint as volume_below,
       coalesce(sum(volume_high - volume_total), 0)::bigint as volume_above,
       count(volume_total) - count(volume_high) as volume_open
from process
where recorded_from <= $1 and recorded_to > $1 and digitization_status = 'done' and scope = 'in'
  and ($3::integer = 0 or bureau_id = $3::integer) and ($4::bigint[] is null or process_id in (select unnest($4::bigint[])))
group by 1, 2

-- name: planned-years
-- The processes in scope as of $1 that are not done, by the fiscal year for which they are
-- planned (null: none). $2 is the bureau if one is asked about, $3 are the processes (null: all).
select planned_fiscal_year as year, national_law_change, count(*) as processes,
       count(volume_total) as volume_known, coalesce(sum(volume_total), 0)::bigint as volume,
       count(*) filter (where volume_qualifier <> 'exact') as volume_inexact,
       coalesce(sum(volume_total - volume_low), 0)::bigint as volume_below,
       coalesce(sum(volume_high - volume_total), 0)::bigint as volume_above,
       count(volume_total) - count(volume_high) as volume_open
from process
where recorded_from <= $1 and recorded_to > $1 and scope = 'in'
  and digitization_status not in ('done', 'exempt', 'abolished')
  and ($2::integer = 0 or bureau_id = $2::integer) and ($3::bigint[] is null or process_id in (select unnest($3::bigint[])))
group by 1, 2
order by 1, 2

-- name: first-change
-- When the registry began; null where nothing was written yet.
select min(at) from change

-- name: first-target
-- When the first target began; null where there is none.
select min(valid_from)::timestamp at time zone 'Asia/Tokyo' from target where recorded_to = 'infinity'

-- name: process-names
-- What the processes $2 are called as of $1, and whose they are.
select p.process_id, p.procedure_name, p.process_name, b.name as bureau
from process p
join bureau b on b.id = p.bureau_id
where p.process_id = any($2::bigint[]) and p.recorded_from <= $1 and p.recorded_to > $1

-- name: obstacles
-- The processes by bureau and obstacle ('none': no obstacle was given), and by bureau alone ('all').
-- The store adds the conditions.
select bureau_id, code, count(*) as processes,
       count(volume_total) as volume_known, coalesce(sum(volume_total), 0)::bigint as volume,
       count(*) filter (where volume_qualifier <> 'exact') as volume_inexact,
       coalesce(sum(volume_total - volume_low), 0)::bigint as volume_below,
       coalesce(sum(volume_high - volume_total), 0)::bigint as volume_above,
       count(volume_total) - count(volume_high) as volume_open
from (select p.bureau_id, o.code, p.volume_total, p.volume_qualifier, p.volume_low, p.volume_high
      from process p
      cross join lateral unnest(case when p.obstacle = '{}' then array['none', 'all'] else p.obstacle || array['all'] end) as o (code)) counted
group by 1, 2
