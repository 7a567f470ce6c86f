-- Proposals to the national government.

-- name: proposals
-- Every version, the current ones first, by number.
select id, number, title, body, laws, ministry, filter, links, reason, set_by, recorded_from as set_at,
       case when isfinite(recorded_to) then recorded_to end as ended_at, closed_reason
from proposal
order by recorded_to = 'infinity' desc, number, recorded_from desc

-- name: proposal-states
-- What proposals went through, in its order, with how many processes each had.
select number, state, day, due, answer, cardinality(members) as members, at, actor
from proposal_state
order by number, id

-- name: proposal-close
-- Ends the current version of the proposal $1.
update proposal set recorded_to = $2, closed_by = $3, closed_reason = $4 where number = $1 and recorded_to = 'infinity'

-- name: proposal-open
-- A version of the proposal $1, or (0) the first one of a new proposal.
insert into proposal (number, title, body, laws, ministry, filter, links, reason, set_by, recorded_from, change_id)
values (coalesce(nullif($1::integer, 0), nextval('proposal_number')), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
returning number

-- name: proposal-state-add
insert into proposal_state (number, state, day, due, answer, members, at, account_id, actor, change_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: proposal-members
-- The processes that the proposal $1 has since it was last sent.
select unnest(members) as id from proposal_state where id = (select max(id) from proposal_state where number = $1 and members <> '{}')

-- name: proposal-counts
-- Of each proposal how many of its processes wait for a law still, and of a proposal that came
-- true how many nobody has looked at; as far as the transaction sees them.
with latest as (
    select distinct on (number) number, state, (select s.members from proposal_state s
                                                where s.number = l.number and s.members <> '{}' order by s.id desc limit 1) as members
    from proposal_state l
    order by number, id desc
)
select l.number, count(p.process_id) as processes, coalesce(sum(p.volume_total), 0)::bigint as cases,
       count(p.process_id) - count(p.volume_total) as unknown,
       count(*) filter (where p.national_law_change = 'required' and p.scope = 'in'
                        and p.digitization_status not in ('done', 'exempt', 'abolished')) as waiting,
       count(*) filter (where l.state = 'realized' and p.national_law_change = 'required' and p.scope = 'in'
                        and p.digitization_status not in ('exempt', 'abolished') and a.process_id is null) as open
from latest l
cross join lateral unnest(l.members) as m (process_id)
join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
left join proposal_answer a on a.number = l.number and a.process_id = p.process_id
group by l.number

-- name: proposal-processes
-- The processes $2 of the proposal $1 as they are now, with what was answered of each.
select p.process_id, p.procedure_name, p.process_name, b.name as bureau, p.bureau_id, p.digitization_status, p.national_law_change,
       p.volume_total, coalesce(a.reason, '') as answer, coalesce(a.actor, '') as answered_by, a.at as answered_at,
       p.national_law_change = 'required' and p.scope = 'in' and p.digitization_status not in ('exempt', 'abolished')
           and a.process_id is null as open
from process p
join bureau b on b.id = p.bureau_id
left join proposal_answer a on a.number = $1 and a.process_id = p.process_id
where p.process_id = any($2::bigint[]) and p.recorded_to > '9999-12-31 00:00:00+00'
order by p.process_id

-- name: proposal-answer-add
insert into proposal_answer (number, process_id, bureau_id, reason, at, account_id, actor, change_id)
select $1, p.process_id, p.bureau_id, $3, $4, $5, $6, $7
from process p
where p.process_id = any($2::bigint[]) and p.recorded_to > '9999-12-31 00:00:00+00' and p.national_law_change = 'required'
on conflict (number, process_id) do nothing

-- name: proposal-coverage
-- Of the processes in scope that need a change of national law as of now, of $1 (null: all): how many
-- a proposal asks for that was sent, of these those of which the last answer has a date, and those
-- without one that were asked for again; with their cases.
with asked as (
    select m.process_id, bool_or(l.due is not null or l.state = 'realized') as dated, bool_or(l.times > 1) as again
    from (select distinct on (s.number) s.number, s.state, s.due,
                 (select t.members from proposal_state t where t.number = s.number and t.members <> '{}' order by t.id desc limit 1) as members,
                 (select count(*) from proposal_state t where t.number = s.number and t.state = 'sent') as times
          from proposal_state s
          where exists (select from proposal v where v.number = s.number and v.recorded_to = 'infinity')
          order by s.number, s.id desc) l
    cross join lateral unnest(l.members) as m (process_id)
    group by m.process_id
)
select count(*) as needed, coalesce(sum(p.volume_total), 0)::bigint as cases, count(*) - count(p.volume_total) as unknown,
       count(a.process_id) as asked, count(*) filter (where a.dated) as dated,
       count(*) filter (where not a.dated and a.again) as again, count(*) filter (where not a.dated) as undated
from process p
left join asked a on a.process_id = p.process_id
where p.recorded_to > '9999-12-31 00:00:00+00' and p.scope = 'in' and p.digitization_status not in ('exempt', 'abolished')
  and p.national_law_change = 'required' and ($1::bigint[] is null or p.process_id in (select unnest($1::bigint[])))

-- name: proposal-waiting
-- The proposals that came true and of which the bureau $1 (null: any) has processes that nobody has looked at.
select l.number, v.title, l.at, b.name as bureau, count(*) as processes
from (select distinct on (number) number, state, at, members from proposal_state order by number, id desc) l
join proposal v on v.number = l.number and v.recorded_to = 'infinity'
cross join lateral unnest(l.members) as m (process_id)
join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
    and ($1::integer is null or p.bureau_id = $1)
    and p.national_law_change = 'required' and p.scope = 'in' and p.digitization_status not in ('exempt', 'abolished')
join bureau b on b.id = p.bureau_id
left join proposal_answer a on a.number = l.number and a.process_id = p.process_id
where l.state = 'realized' and a.process_id is null
group by l.number, v.title, l.at, b.position, b.id, b.name
order by l.number, b.position, b.id
