-- Undoing a change. A process can be put back if it is still as the change ($1) left it, or
-- if another undo has put it back to that.

-- name: undo-upload-lock
select u.state, coalesce(u.bureau_id, 0) as bureau_id, coalesce(u.undone_by, 0) as undone_by,
       coalesce((select c.id from change c where c.upload_id = u.id and c.kind in ('import', 'sample')), 0) as change_id
from upload u
where u.id = $1
for no key update

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
), again as (
    -- Processes written since, the last time by an undo.
    select p.process_id, p.after_from, p.now_from
    from place p
    join change c on c.id = p.now_by and c.kind = 'undo'
    where p.now_from > p.after_from
), years as (
    select p.process_id,
           array_agg(v.content order by v.fiscal_year) filter (where v.recorded_from <= p.after_from and v.recorded_to > p.after_from)
               is distinct from array_agg(v.content order by v.fiscal_year) filter (where v.recorded_to = 'infinity') as differ
    from again p
    join (select process_id, fiscal_year, recorded_from, recorded_to,
                 row(fiscal_year, total, total_upper, total_qualifier, total_state, total_raw,
                     online, online_upper, online_qualifier, online_state, online_raw)::text as content
          from volume) v on v.process_id = p.process_id
    group by p.process_id
), restored as (
    -- Those of them that are again as the change left them.
    select p.process_id
    from again p
    join process a on a.process_id = p.process_id and a.recorded_from = p.after_from
    join process n on n.process_id = p.process_id and n.recorded_from = p.now_from
    left join years y on y.process_id = p.process_id
    where y.differ is not true
      and (a.bureau_id, a.department, a.division, a.procedure_name, a.process_name, a.process_type, a.applicant,
              a.recipient, a.legal_basis, a.legal_article, a.affair_category, a.digitization_status,
              a.planned_fiscal_year, a.digitized_on, a.obstacle, a.national_law_change, a.law_to_change, a.ministry,
              a.scope, a.platform, a.identity_method, a.fee, a.payment_methods, a.attachments, a.seal_required,
              a.standard_processing_period, a.remarks, a.priority_override, a.priority_reason)
          is not distinct from
          (n.bureau_id, n.department, n.division, n.procedure_name, n.process_name, n.process_type, n.applicant,
              n.recipient, n.legal_basis, n.legal_article, n.affair_category, n.digitization_status,
              n.planned_fiscal_year, n.digitized_on, n.obstacle, n.national_law_change, n.law_to_change, n.ministry,
              n.scope, n.platform, n.identity_method, n.fee, n.payment_methods, n.attachments, n.seal_required,
              n.standard_processing_period, n.remarks, n.priority_override, n.priority_reason)
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
           where t.state = 'proposed' and t.proposed_bureau_id is distinct from t.to_bureau_id
           group by tp.process_id) t on t.process_id = p.process_id
order by p.process_id

-- name: undo-open-processes
-- Opens again the versions that the change $3 closed, of the processes $4.
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
returning nextval('writing')

-- name: undo-close-volumes
-- Closes the volumes of the processes $4 that did not exist before the change $3.
update volume
set recorded_to = $1, closed_by = $2
where process_id = any($4::bigint[]) and recorded_to > '9999-12-31 00:00:00+00'
  and recorded_from >= (select at from change where id = $3)

-- name: undo-open-volumes
-- Opens again the volumes of the processes $4 that were in force just before the change $3
-- and are not now.
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

-- name: undone-rows
-- What the undo $2 did to the processes of the change $1.
select t.process_id, coalesce(n.bureau_id, a.bureau_id, b.bureau_id) as bureau_id,
       coalesce(n.procedure_name, a.procedure_name, b.procedure_name) as procedure_name,
       b.process_id is null as removes, false as revives,
       case when d.process_id is not null then 'put_back'
            when a.recorded_to < (select at from change where id = $2) then 'kept'
            else 'impossible' end as bucket,
       0 as transfer_id
from (select process_id from process where change_id = $1 union select process_id from process where closed_by = $1) t
left join process b on b.process_id = t.process_id and b.closed_by = $1
left join process a on a.process_id = t.process_id and a.change_id = $1
left join process n on n.process_id = t.process_id and n.recorded_to > '9999-12-31 00:00:00+00'
left join (select process_id from process where change_id = $2 union select process_id from process where closed_by = $2) d
       on d.process_id = t.process_id
order by t.process_id
