-- Which values of a row were read otherwise than they are written, and nobody has
-- looked at: whoever hands the file in is asked about those that would change
-- something, whenever they would.

-- +goose Up
alter table staged_row
    add column healed text[], -- fields, of volumes with the year: 'remarks', 'annual_volume.2020'
    add column titled text[]; -- those that follow from what stands once for several rows, with that: 'department.環境改善部'
-- Of rows that wait, the report tells of each sheet's fields: where one of them was
-- read otherwise and nobody has said since that it was read right, all rows count so.
update staged_row s
set healed = array(select f || coalesce('.' || y, '')
                   from unnest(h.fields) as f
                   left join unnest(s.volume_year) as y on f in ('annual_volume', 'online_volume')
                   where f not in ('annual_volume', 'online_volume') or y is not null)
from (
    select u.id, f ->> 'sheet' as sheet, array_agg(distinct f ->> 'field') as fields
    from upload u
    cross join jsonb_path_query(u.report, '$.findings[*]') as f
    where u.healed > 0 and f ->> 'severity' <> 'error' and f ->> 'field' <> ''
      and f ->> 'rule' in ('R-healed', 'R-no-value', 'R-mark', 'R-era', 'L2-02', 'L1-12', 'R-from-title')
      and not exists (select from upload_event c
                      where c.upload_id = u.id and c.kind = 'consented'
                        and not exists (select from upload_event r where r.upload_id = u.id and r.kind = 'read' and r.id > c.id))
    group by u.id, f ->> 'sheet'
) h
where s.upload_id = h.id and s.sheet = h.sheet;

-- +goose Down
alter table staged_row drop column healed, drop column titled;
