-- Taking back what a change wrote. A process goes back where it still is as that
-- change ($1) left it, or was put back to that by another undo.

-- name: undo-upload-lock
select u.state, coalesce(u.bureau_id, 0) as bureau_id, coalesce(u.undone_by, 0) as undone_by,
       coalesce((select c.id from change c where c.upload_id = u.id and c.kind in ('import', 'sample')), 0) as change_id
from upload u
where u.id = $1
for update

-- name: undo-rows
with touched as (
    select process_id from process where change_id = $1
    union
    select process_id from process where closed_by = $1
), place as (
    select t.process_id, b.recorded_from as before_from, a.recorded_from as after_from, n.recorded_from as now_from,
           n.change_id as now_by, coalesce(n.bureau_id, a.bureau_id, b.bureau_id) as bureau_id,
           coalesce(n.procedure_name, a.procedure_name, b.procedure_name) as procedure_name
    from touched t
    left join process b on b.process_id = t.process_id and b.closed_by = $1
    left join process a on a.process_id = t.process_id and a.change_id = $1
    left join process n on n.process_id = t.process_id and n.recorded_to > '9999-12-31 00:00:00+00'
), restored as (
    -- Written again since, by an undo: is all of it as it was?
    select p.process_id
    from place p
    join change c on c.id = p.now_by and c.kind = 'undo'
    join process a on a.process_id = p.process_id and a.recorded_from = p.after_from
    join process n on n.process_id = p.process_id and n.recorded_from = p.now_from
    where p.now_from > p.after_from
      and to_jsonb(a) - array['recorded_from', 'recorded_to', 'change_id', 'closed_by']
          = to_jsonb(n) - array['recorded_from', 'recorded_to', 'change_id', 'closed_by']
      and not exists (
          select
          from (select to_jsonb(v) - array['recorded_from', 'recorded_to', 'change_id', 'closed_by'] as content, v.fiscal_year
                from volume v
                where v.process_id = p.process_id and v.recorded_from <= p.after_from and v.recorded_to > p.after_from) then_
          full join (select to_jsonb(v) - array['recorded_from', 'recorded_to', 'change_id', 'closed_by'] as content, v.fiscal_year
                from volume v
                where v.process_id = p.process_id and v.recorded_to > '9999-12-31 00:00:00+00') now_
            on now_.fiscal_year = then_.fiscal_year
          where then_.content is distinct from now_.content)
)
select p.process_id, p.bureau_id, p.procedure_name, p.before_from is null as removes, p.now_from is null as revives,
       case when p.now_from is distinct from p.after_from and r.process_id is null then 'kept'
            when p.before_from is null and t.id is not null then 'impossible'
            else 'put_back' end as bucket,
       coalesce(t.id, 0) as transfer_id
from place p
left join restored r on r.process_id = p.process_id
left join (select tp.process_id, min(t.id) as id
           from transfer t
           join transfer_process tp on tp.transfer_id = t.id
           where t.state = 'proposed'
           group by tp.process_id) t on t.process_id = p.process_id
order by p.process_id

-- name: undo-open-processes
-- What the change $3 closed, once more, of the processes $4.
insert into process (process_id, recorded_from, change_id, bureau_id, department, division, procedure_name,
                     process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
                     digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
                     law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
                     seal_required, standard_processing_period, remarks, priority_override, priority_reason,
                     volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
                     usage_year, search_text, identity_key)
select process_id, $1, $2, bureau_id, department, division, procedure_name,
       process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
       digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
       law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
       seal_required, standard_processing_period, remarks, priority_override, priority_reason,
       volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
       usage_year, search_text, identity_key
from process
where closed_by = $3 and process_id = any($4::bigint[])

-- name: undo-close-volumes
-- The volumes of the processes $4 that were not there yet before the change $3.
update volume
set recorded_to = $1, closed_by = $2
where process_id = any($4::bigint[]) and recorded_to > '9999-12-31 00:00:00+00'
  and recorded_from >= (select at from change where id = $3)

-- name: undo-open-volumes
-- The volumes of the processes $4 that were in force just before the change $3 and
-- are no more.
insert into volume (process_id, fiscal_year, recorded_from, change_id, total, total_upper, total_qualifier,
                    total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw)
select process_id, fiscal_year, $1, $2, total, total_upper, total_qualifier,
       total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw
from volume
where process_id = any($4::bigint[]) and recorded_to < '9999-12-31 00:00:00+00'
  and recorded_from < (select at from change where id = $3) and recorded_to >= (select at from change where id = $3)

-- name: upload-undone
update upload set state = 'undone', undone_by = $2 where id = $1

-- name: upload-redone
update upload set state = 'confirmed', undone_by = null where id = $1

-- name: change-at
select at from change where id = $1
