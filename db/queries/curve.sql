-- name: volume-curve
-- The processes with a known volume as of $1, of the bureau $2 if given, the most
-- cases first: at some sixty places, denser at the start, the cases up to there.
with ranked as materialized (
    select row_number() over biggest as place, sum(volume_total) over biggest as sum
    from process
    where recorded_from <= $1 and recorded_to > $1 and volume_total is not null
      and ($2::integer = 0 or bureau_id = $2::integer)
    window biggest as (order by volume_total desc, process_id rows unbounded preceding)
), whole as (
    select max(place) as processes, max(sum) as cases from ranked
), shown as (
    select distinct ceil(processes * power(i / 60.0, 3))::bigint as place from whole, generate_series(1, 60) i
), ninety as (
    select min(place) as place from ranked, whole where sum * 10 >= cases * 9
)
select r.place, r.sum::bigint as sum, w.processes, w.cases::bigint as cases,
       n.place as ninety
from ranked r
join shown using (place)
cross join whole w
cross join ninety n
order by r.place
