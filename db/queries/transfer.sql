-- Transfers of processes between bureaus (所管替え).

-- name: transfers
-- The newest first; $1 only that one, $2 only those that give to or take from that
-- bureau, $3 only of that state, $4 only older than that one.
select t.id, t.from_bureau_id, t.to_bureau_id, t.effective_on, t.reason, t.state,
       t.proposed_at, t.proposed_by, coalesce(t.proposed_account_id, 0) as proposed_account_id,
       coalesce(t.proposed_bureau_id, 0) as proposed_bureau_id,
       t.given_at, coalesce(t.given_by, '') as given_by, coalesce(t.given_account_id, 0) as given_account_id,
       t.received_at, coalesce(t.received_by, '') as received_by, coalesce(t.received_account_id, 0) as received_account_id,
       t.ended_at, coalesce(t.ended_by, '') as ended_by, coalesce(t.ended_account_id, 0) as ended_account_id,
       t.end_reason, coalesce(t.change_id, 0) as change_id,
       array(select s.id from transfer s where s.superseded_by = t.id order by s.id) as supersedes
from transfer t
where ($1::bigint is null or t.id = $1)
  and ($2::integer is null or t.from_bureau_id = $2 and t.told_giver or t.to_bureau_id = $2)
  and ($3::text = '' or t.state = $3)
  and ($4::bigint is null or t.id < $4)
order by t.id desc
limit $5

-- name: transfer-lock
select id from transfer where id = $1 for update

-- name: transfer-processes
-- The processes of the transfers $1, with the last names that they had at the giving bureau.
-- A process that is not the giving bureau's has no name here.
select tp.transfer_id, tp.process_id, coalesce(p.procedure_name, '') as procedure_name
from transfer_process tp
join transfer t on t.id = tp.transfer_id
left join lateral (select procedure_name from process p
                   where p.process_id = tp.process_id and p.bureau_id = t.from_bureau_id
                   order by recorded_from desc limit 1) p on true
where tp.transfer_id = any($1::bigint[])
order by tp.transfer_id, tp.process_id

-- name: transfer-not-there
-- Which of the processes $1 are not the bureau's ($2) now.
select i.process_id
from unnest($1::bigint[]) as i (process_id)
left join process p on p.process_id = i.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where p.bureau_id is distinct from $2
order by 1

-- name: transfer-under-way
-- Which of the processes $1 are in an open proposal of the giving bureau or of headquarters
-- other than $2. Requests of receiving bureaus do not count.
select distinct tp.process_id
from transfer_process tp
join transfer t on t.id = tp.transfer_id and t.state = 'proposed' and t.proposed_bureau_id is distinct from t.to_bureau_id
where tp.process_id = any($1::bigint[]) and t.id <> $2
order by 1

-- name: transfer-taken
-- Of the processes $1, those that bureau $2 has, those that it asks for, and those that it
-- was refused within the last $3 seconds.
select i.process_id,
       exists (select from process p where p.process_id = i.process_id and p.bureau_id = $2 and p.recorded_to > '9999-12-31 00:00:00+00') as own,
       coalesce(bool_or(t.state = 'proposed'), false) as under_way,
       coalesce(bool_or(t.state = 'refused' and t.received_at is not null and t.ended_at > registry_clock() - $3 * interval '1 second'
                        and not exists (select from account a where a.id = t.ended_account_id and a.bureau_id = $2)), false) as refused
from unnest($1::bigint[]) as i (process_id)
left join (transfer_process tp
           join transfer t on t.id = tp.transfer_id and t.to_bureau_id = $2 and t.proposed_bureau_id = $2) on tp.process_id = i.process_id
group by i.process_id
order by 1

-- name: transfer-taken-count
-- How many processes bureau $1 asks for, or asked for within a day.
select count(*)
from transfer t
join transfer_process tp on tp.transfer_id = t.id
where t.to_bureau_id = $1 and t.proposed_bureau_id = $1
  and (t.state = 'proposed' or t.proposed_at > registry_clock() - interval '1 day')

-- name: transfer-supersede
-- Ends the requests of other bureaus to bureau $2 that contain any of the processes $3: the
-- transfer $1 has precedence. Requests that the asking bureau has not consented to stay.
update transfer t
set state = 'superseded', superseded_by = $1, ended_at = registry_clock(), ended_by = $4, ended_account_id = $5
where t.state = 'proposed' and t.proposed_bureau_id = t.to_bureau_id and t.told_giver and t.from_bureau_id = $2 and t.id <> $1
  and exists (select from transfer_process tp where tp.transfer_id = t.id and tp.process_id = any($3::bigint[]))

-- name: transfer-add
insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by, proposed_account_id, proposed_bureau_id)
values ($1, $2, $3, $4, $5, $6, $7)
returning id

-- name: transfer-add-processes
insert into transfer_process (transfer_id, process_id) select $1, unnest($2::bigint[])

-- name: transfer-give
update transfer set given_at = registry_clock(), given_by = $2, given_account_id = $3 where id = $1

-- name: transfer-receive
update transfer set received_at = registry_clock(), received_by = $2, received_account_id = $3 where id = $1

-- name: transfer-end
update transfer
set state = $2, ended_at = registry_clock(), ended_by = $3, ended_account_id = $4, end_reason = $5, change_id = $6
where id = $1

-- name: transfer-identities
select process_id, $2::integer as bureau_id, procedure_name, process_name, process_type, applicant, recipient, legal_basis, legal_article
from process
where process_id = any($1::bigint[]) and recorded_to > '9999-12-31 00:00:00+00'
order by process_id

-- name: transfer-open
-- Opens new versions of the processes that the change $2 closed, under the bureau $3 and with
-- the keys of that bureau. Department and division are blank until the new bureau enters them.
insert into process (process_id, recorded_from, change_id, bureau_id, procedure_name,
                     process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
                     digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
                     law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
                     seal_required, standard_processing_period, remarks, priority_override, priority_reason,
                     volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
                     usage_year, search_text, identity_key)
select p.process_id, $1, $2, $3, procedure_name,
       process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
       digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
       law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
       seal_required, standard_processing_period, remarks, priority_override, priority_reason,
       volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
       usage_year, k.search_text, k.identity_key
from unnest($4::bigint[], $5::text[], $6::bytea[]) as k (process_id, search_text, identity_key)
join process p on p.process_id = k.process_id and p.closed_by = $2

-- name: reconciliation
-- For each bureau ($3: only that one), the processes as of $1, those that came and went, and
-- the processes as of $2 by status. A new process is counted with the bureau that added it,
-- and then as transferred like any other.
with moved as (
    select coalesce(a.bureau_id, n.bureau_id) as was, a.process_id is null as new, b.bureau_id as is_, b.digitization_status as status
    from (select process_id, bureau_id from process where recorded_from <= $1 and recorded_to > $1) a
    full join (select process_id, bureau_id, digitization_status from process where recorded_from <= $2 and recorded_to > $2) b
      on b.process_id = a.process_id
    left join (select distinct on (process_id) process_id, bureau_id
               from process
               where recorded_from > $1 and recorded_from <= $2
               order by process_id, recorded_from) n on a.process_id is null and n.process_id = b.process_id
), sides as (
    select was as bureau_id, count(*) filter (where not new) as submitted, count(*) filter (where new) as new,
           count(is_) filter (where is_ <> was) as handed_over, count(*) filter (where is_ is null) as removed,
           0 as received, 0 as total, '' as status, 0 as processes
    from moved
    group by was
    union all
    select is_, 0, 0, 0, 0, count(*) filter (where was <> is_), count(*), status, count(*)
    from moved
    where is_ is not null
    group by is_, status
)
select bureau_id, sum(submitted)::bigint as submitted, sum(received)::bigint as received,
       sum(handed_over)::bigint as handed_over, sum(new)::bigint as new, sum(removed)::bigint as removed,
       sum(total)::bigint as total,
       coalesce(jsonb_object_agg(status, processes) filter (where processes > 0), '{}') as statuses
from sides
where $3::integer is null or bureau_id = $3
group by bureau_id
order by (select position from bureau b where b.id = bureau_id), bureau_id

-- name: status-movements
-- How many processes (of bureau $3, or of all) went from which status as of $1 to which as of
-- $2. A process that is not on one side came or went.
select coalesce(a.status, '') as was, coalesce(b.status, '') as is_, a.process_id is null as came, b.process_id is null as went,
       count(*) as processes
from (select process_id, digitization_status as status from process
      where recorded_from <= $1 and recorded_to > $1 and ($3::integer is null or bureau_id = $3)) a
full join (select process_id, digitization_status as status from process
           where recorded_from <= $2 and recorded_to > $2 and ($3::integer is null or bureau_id = $3)) b on b.process_id = a.process_id
group by 1, 2, 3, 4
order by 1, 2, 3, 4

-- name: reconciliation-processes
-- The processes that one number of "reconciliation" or of "status-movements" counts ($1 to $3 as
-- there): those of the kind $4, and of movements of the status $5 before and $6 after, where
-- 'absent' is none there and 'none' no status.
with moved as (
    select coalesce(a.process_id, b.process_id) as process_id, coalesce(b.procedure_name, a.procedure_name) as procedure_name,
           coalesce(a.bureau_id, n.bureau_id) as side, a.process_id is null as new,
           a.bureau_id as bureau_was, a.digitization_status as status_was, b.bureau_id as bureau_is, b.digitization_status as status_is
    from (select process_id, bureau_id, procedure_name, digitization_status from process where recorded_from <= $1 and recorded_to > $1) a
    full join (select process_id, bureau_id, procedure_name, digitization_status from process
               where recorded_from <= $2 and recorded_to > $2) b
      on b.process_id = a.process_id
    left join (select distinct on (process_id) process_id, bureau_id
               from process
               where recorded_from > $1 and recorded_from <= $2
               order by process_id, recorded_from) n on a.process_id is null and n.process_id = b.process_id
), asked as (
    select *, bureau_was is not null and ($3::integer is null or bureau_was = $3) as was_there,
           bureau_is is not null and ($3::integer is null or bureau_is = $3) as is_there
    from moved
)
select process_id, procedure_name, coalesce(bureau_was, 0) as bureau_was, coalesce(bureau_is, 0) as bureau_is,
       coalesce(status_was, '') as status_was, coalesce(status_is, '') as status_is
from asked
where case $4::text
          when 'received' then is_there and side <> bureau_is
          when 'handed_over' then bureau_is <> side and ($3::integer is null or side = $3)
          when 'new' then new and ($3::integer is null or side = $3)
          when 'removed' then bureau_is is null and ($3::integer is null or side = $3)
          when 'status' then (was_there or is_there)
               and case when was_there then coalesce(nullif(status_was, ''), 'none') else 'absent' end = $5::text
               and case when is_there then coalesce(nullif(status_is, ''), 'none') else 'absent' end = $6::text
      end
order by process_id
