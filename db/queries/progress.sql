-- What the figures of progress are computed from.

-- name: latest-change
-- The last change that counts, and what time it is: no earlier than that, even where the
-- clock was ahead when it was written.
select c.at as change, greatest(clock_timestamp(), c.at) as now from (select max(at) as at from chain_end()) c

-- name: today
select (clock_timestamp() at time zone 'Asia/Tokyo')::date

-- name: threshold-on
-- In force on the day; before the first one, the first one.
select effective_from, volume, reason
from threshold
order by effective_from <= $1::date desc, case when effective_from <= $1::date then effective_from end desc, effective_from
limit 1

-- name: target-on
-- In force on the day, the latest if several are; else the one that started last.
select name, valid_from, valid_to, (rate * 100000)::bigint as rate, coalesce(count, 0) as count, scope
from target
where valid_from <= $1::date
order by valid_to >= $1::date desc, valid_from desc, id desc
limit 1

-- name: tallies
-- Processes as of $1, of the bureau $3 if given, counted by everything that the
-- rates ask about; $2 is the threshold. The priority is decided as by
-- registry.Process.Priority.
select p.bureau_id, p.digitization_status, p.scope, p.national_law_change,
       case when p.priority_override <> '' then p.priority_override
            when p.volume_low >= $2::bigint then 'yes'
            when p.volume_high < $2::bigint then 'no'
            else 'undecidable' end as priority,
       count(*) as processes,
       count(p.volume_total) as volume_known, coalesce(sum(p.volume_total), 0)::bigint as volume,
       count(p.usage_total) as usage_known, coalesce(sum(p.usage_total), 0)::bigint as usage_total,
       coalesce(sum(p.usage_online), 0)::bigint as usage_online
from process p
where p.recorded_from <= $1 and p.recorded_to > $1 and ($3::integer = 0 or p.bureau_id = $3::integer)
group by 1, 2, 3, 4, 5
