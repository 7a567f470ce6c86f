-- What figures of now are computed from, of each process that the transaction sees.

-- name: present
select p.process_id, p.bureau_id, p.digitization_status, p.scope, p.national_law_change, p.priority_override,
       p.process_type = '1' as application,
       p.volume_total, p.volume_low, p.volume_high, p.usage_total, p.usage_online,
       p.volume_qualifier, u.total_below, u.total_above, u.online_below, u.online_above
from process p
left join lateral (
    select v.total - case v.total_qualifier when 'upper' then 0 when 'over' then v.total + 1 else v.total end as total_below,
           case when v.total_qualifier in ('lower', 'over') then null
                when v.total_qualifier = 'upper' then coalesce(v.total_upper, greatest(v.total - 1, 0))
                else coalesce(v.total_upper, v.total) end - v.total as total_above,
           v.online - case v.online_qualifier when 'upper' then 0 when 'over' then v.online + 1 else v.online end as online_below,
           case when v.online_qualifier in ('lower', 'over') then null
                when v.online_qualifier = 'upper' then coalesce(v.online_upper, greatest(v.online - 1, 0))
                else coalesce(v.online_upper, v.online) end - v.online as online_above
    from volume v
    where v.process_id = p.process_id and v.fiscal_year = p.usage_year
      and v.recorded_from <= p.recorded_from and v.recorded_to > p.recorded_from
      and (v.total_qualifier <> 'exact' or v.online_qualifier <> 'exact')) u on p.usage_total is not null
where p.recorded_to > '9999-12-31 00:00:00+00'

-- name: change-hash
select change_hash($1)

-- name: present-since
-- The hashes of the changes $1 and $2, and the processes that were written after the former;
-- without a bureau: it is gone.
select change_hash($1) as was, change_hash($2) as last, coalesce(t.process_id, 0) as process_id, p.bureau_id,
       coalesce(p.digitization_status, '') as digitization_status, coalesce(p.scope, '') as scope,
       coalesce(p.national_law_change, '') as national_law_change, coalesce(p.priority_override, '') as priority_override,
       coalesce(p.process_type = '1', false) as application,
       p.volume_total, p.volume_low, p.volume_high, p.usage_total, p.usage_online,
       p.volume_qualifier, u.total_below, u.total_above, u.online_below, u.online_above
from (values (true)) as one
left join (select process_id from process where change_id > $1 union select process_id from process where closed_by > $1) t on true
left join process p on p.process_id = t.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
left join lateral (
    select v.total - case v.total_qualifier when 'upper' then 0 when 'over' then v.total + 1 else v.total end as total_below,
           case when v.total_qualifier in ('lower', 'over') then null
                when v.total_qualifier = 'upper' then coalesce(v.total_upper, greatest(v.total - 1, 0))
                else coalesce(v.total_upper, v.total) end - v.total as total_above,
           v.online - case v.online_qualifier when 'upper' then 0 when 'over' then v.online + 1 else v.online end as online_below,
           case when v.online_qualifier in ('lower', 'over') then null
                when v.online_qualifier = 'upper' then coalesce(v.online_upper, greatest(v.online - 1, 0))
                else coalesce(v.online_upper, v.online) end - v.online as online_above
    from volume v
    where v.process_id = p.process_id and v.fiscal_year = p.usage_year
      and v.recorded_from <= p.recorded_from and v.recorded_to > p.recorded_from
      and (v.total_qualifier <> 'exact' or v.online_qualifier <> 'exact')) u on p.usage_total is not null
