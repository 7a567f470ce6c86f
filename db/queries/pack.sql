-- The workbook that a bureau fills in for a round (調査票).

-- name: pack-answered
-- What the processes that bureau $1 has as of $2 were as of $3, whichever bureau had them then.
select p.process_id, p.recorded_from, p.change_id, p.bureau_id, p.procedure_name, p.scope, p.digitization_status, p.planned_fiscal_year,
       p.digitized_on, p.obstacle, p.national_law_change, p.platform
from process n
join process p on p.process_id = n.process_id and p.recorded_from <= $3 and p.recorded_to > $3
where n.bureau_id = $1 and n.recorded_from <= $2 and n.recorded_to > $2

-- name: pack-returned
-- The uploads of bureau $1 that were returned and not sent again, the latest first, each with the
-- remarks of its last return: on what process, and on which field's cell, where the file says so.
with back as (
    select distinct on (u.id) u.id as upload_id, u.report, e.id as event_id, e.at, e.actor, e.text as reason
    from upload u
    join upload_event e on e.upload_id = u.id and e.kind = 'returned'
    where u.bureau_id = $1 and u.state = 'returned'
    order by u.id, e.id desc
)
select b.upload_id, b.at, b.actor, b.reason, coalesce(r.sheet, '') as sheet, coalesce(r.cell, '') as cell, coalesce(r.text, '') as text,
       coalesce(c.process_id, 0) as process_id, coalesce(f.field, '') as field, coalesce(f.fiscal_year, 0) as fiscal_year
from back b
left join upload_remark r on r.event_id = b.event_id
left join staged_row s on s.upload_id = b.upload_id and s.sheet = r.sheet
                      and s.row_number = nullif(substring(r.cell from '[0-9]+$'), '')::integer
left join comparison_row c on c.upload_id = s.upload_id and c.ordinal = s.ordinal
left join lateral (
    select k->>'field' as field, (k->>'fiscal_year')::integer as fiscal_year
    from jsonb_array_elements(b.report->'tables') as t, jsonb_array_elements(t->'columns') as k
    where t->>'sheet' = r.sheet and k->>'column' = substring(r.cell from '^[A-Z]+')
    limit 1
) f on true
order by b.upload_id desc, r.id

-- name: round-then
-- The round that had opened last by the day $1, as it had been set by $2: a round has no versions,
-- but the log keeps what each was set to. No row: none had.
select s.id, r.name, r.fiscal_year, r.opens_on, r.deadline, coalesce(r.asks, '') as asks, r.note, s.set_by, s.set_at
from (
    select distinct on (detail ->> 'round') (detail ->> 'round')::integer as id, detail -> 'after' as set_to, actor as set_by, at as set_at
    from audit_event
    where kind in ('round_added', 'round_changed') and at <= $2
    order by detail ->> 'round', id desc
) s
cross join lateral jsonb_to_record(s.set_to) as r (name text, fiscal_year integer, opens_on date, deadline date, asks text, note text)
where r.opens_on <= $1
order by r.opens_on desc, s.id desc
limit 1

-- name: uploads-moved
-- The last step of any upload that the transaction sees.
select coalesce(max(id), 0) as id from upload_event
