-- Plans (計画).

-- name: plan-facts
-- The processes that are in scope and not done as of $1; $2 is the threshold. Of $3 (null: all).
select p.process_id, p.bureau_id, p.process_type, p.digitization_status, p.obstacle, p.national_law_change, p.platform <> '' as platform,
       coalesce(p.planned_fiscal_year, 0) as planned, p.volume_total as cases, p.legal_basis, p.procedure_name,
       p.priority_override = 'yes' or p.priority_override = '' and coalesce(p.volume_low >= $2::bigint, false) as priority
from process p
where p.recorded_from <= $1 and p.recorded_to > $1 and p.scope = 'in' and p.digitization_status not in ('done', 'exempt', 'abolished')
  and ($3::bigint[] is null or p.process_id in (select unnest($3::bigint[])))
order by p.process_id

-- name: plan-add
insert into plan (name, note, wish, as_of, account_id, actor, outcome) values ($1, $2, $3, $4, $5, $6, $7)
returning id

-- name: plan-computed
update plan set outcome = $2, problem = $3 where id = $1 and outcome is null

-- name: plan-withdraw
update plan set withdrawn_at = registry_clock(), withdrawn_by = $2, withdrawn_why = $3 where id = $1 and withdrawn_at is null

-- name: plan-lock
select id from plan where id = $1 for update

-- name: plans
-- Plan $1 with its outcome, or (0) all without, the latest first.
select p.id, p.name, p.note, p.wish::text as wish, p.as_of, p.made_at, coalesce(p.account_id, 0) as account_id, p.actor,
       case when $1::bigint <> 0 then p.outcome::text end as outcome, p.outcome is not null as computed, p.problem,
       p.withdrawn_at, p.withdrawn_by, p.withdrawn_why,
       coalesce(a.id, 0) as adoption_id, coalesce(a.state, '') as adoption
from plan p
left join lateral (select id, state from plan_adoption a where a.plan_id = p.id order by id desc limit 1) a on true
where $1::bigint = 0 or p.id = $1
order by p.id desc
limit 500

-- name: plan-at
-- The plan that had been adopted last by $1, or where none had, the last that was made by then.
select p.id, a.adopted_at is not null as adopted
from plan p
left join lateral (
    select max(a.decided_at) as adopted_at from plan_adoption a
    where a.plan_id = p.id and a.state in ('adopted', 'undone') and a.decided_at <= $1 and (a.undone_at is null or a.undone_at > $1)
) a on true
where p.made_at <= $1 and p.outcome is not null and (p.withdrawn_at is null or p.withdrawn_at > $1)
order by a.adopted_at desc nulls last, p.id desc
limit 1

-- name: plan-summaries
-- What lists tell of the outcomes of all plans.
select p.id, p.outcome ->> 'unit' as unit, (p.outcome ->> 'value')::float8 as value, (p.outcome ->> 'bound')::float8 as bound,
       (p.outcome ->> 'exact')::boolean as exact, coalesce((p.outcome ->> 'reached_year')::integer, 0) as reached,
       json_array_length(p.outcome -> 'processes') as processes, (p.outcome ->> 'as_of')::timestamptz as as_of,
       p.outcome ->> 'rule_version' as rule_version, (p.outcome -> 'counts' ->> 'open')::bigint as open,
       (p.outcome -> 'counts' ->> 'cases_unknown')::bigint as cases_unknown, (p.outcome -> 'years')::text as years
from plan p
where p.outcome is not null

-- name: plan-adoptions
-- Those of plan $1, the latest first.
select id, plan_id, reason, coalesce(account_id, 0) as account_id, actor, at, state, decided_at, decided_by, decided_why, processes,
       coalesce(change_id, 0) as change_id, undone_at, undone_by, undone_why, coalesce(undo_id, 0) as undo_id
from plan_adoption
where plan_id = $1
order by id desc

-- name: plan-adoption-add
insert into plan_adoption (plan_id, reason, account_id, actor, state) values ($1, $2, $3, $4, 'waiting')
returning id

-- name: plan-adoption-decide
update plan_adoption
set state = $2, decided_at = registry_clock(), decided_id = $3, decided_by = $4, decided_why = $5, processes = $6, change_id = $7
where id = $1 and state = 'waiting'

-- name: plan-adoption-undo
update plan_adoption
set state = 'undone', undone_at = registry_clock(), undone_by = $2, undone_why = $3, undo_id = $4
where id = $1 and state = 'adopted'

-- name: plan-adoption-fates
-- What adopting would do to each process of a plan: $1 are their IDs, $2 the years that the plan
-- gives them, $3 the planned years that it found (0: none), $4 their bureaus then.
select c.process_id, coalesce(p.bureau_id, 0) as bureau_id, c.year as fiscal_year,
       case when p.process_id is null then 'gone'
            when p.bureau_id <> c.bureau_id then 'moved'
            when p.digitization_status = 'done' then 'done'
            when p.scope <> 'in' or p.digitization_status in ('exempt', 'abolished') then 'out'
            when p.planned_fiscal_year = c.year then 'same'
            when coalesce(p.planned_fiscal_year, 0) <> c.was then 'changed'
            else 'set' end as fate
from unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[]) as c (process_id, year, was, bureau_id)
left join process p on p.process_id = c.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
order by c.process_id

-- name: plan-adopt-open
-- Opens new versions of the processes $3 that the change $2 closed, planned for the years $4.
insert into process (process_id, recorded_from, change_id, bureau_id, department, division, procedure_name,
                     process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
                     digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
                     law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
                     seal_required, standard_processing_period, remarks, priority_override, priority_reason,
                     volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
                     usage_year, search_text, identity_key)
select p.process_id, $1, $2, bureau_id, department, division, procedure_name,
       process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
       digitization_status, c.year, digitized_on, obstacle, national_law_change,
       law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
       seal_required, standard_processing_period, remarks, priority_override, priority_reason,
       volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
       usage_year, search_text, identity_key
from unnest($3::bigint[], $4::integer[]) as c (process_id, year)
join process p on p.process_id = c.process_id and p.closed_by = $2

-- name: plan-notice-add
-- Tells the bureaus $2, of so many processes each ($3).
insert into plan_notice (adoption_id, bureau_id, kind, account_id, actor, plan, text, processes, change_id)
select $1, b.id, $4, $5, $6, $7, $8, b.processes, $9
from unnest($2::integer[], $3::integer[]) as b (id, processes)
