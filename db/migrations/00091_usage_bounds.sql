-- How far the numbers of a process's usage may be from the stated ones, in one place.

-- +goose Up
-- +goose StatementBegin
-- usage_bounds is by how much the total and the online cases of a process in the fiscal year of
-- its usage may be fewer and more, as registry.Count.Bounds has it; without a row where both are
-- exact. "above" is null where there is no upper end. It is inlined into what asks for it.
create function usage_bounds(of_process bigint, usage_year integer, moment timestamptz)
    returns table (total_below bigint, total_above bigint, online_below bigint, online_above bigint)
    language sql stable as $$
select v.total - case v.total_qualifier when 'upper' then 0 when 'over' then v.total + 1 else v.total end,
       case when v.total_qualifier in ('lower', 'over') then null
            when v.total_qualifier = 'upper' then coalesce(v.total_upper, greatest(v.total - 1, 0))
            else coalesce(v.total_upper, v.total) end - v.total,
       v.online - case v.online_qualifier when 'upper' then 0 when 'over' then v.online + 1 else v.online end,
       case when v.online_qualifier in ('lower', 'over') then null
            when v.online_qualifier = 'upper' then coalesce(v.online_upper, greatest(v.online - 1, 0))
            else coalesce(v.online_upper, v.online) end - v.online
from volume v
where v.process_id = of_process and v.fiscal_year = usage_year and v.recorded_from <= moment and v.recorded_to > moment
  and (v.total_qualifier <> 'exact' or v.online_qualifier <> 'exact')
$$;
-- +goose StatementEnd

-- +goose Down
drop function usage_bounds(bigint, integer, timestamptz);
