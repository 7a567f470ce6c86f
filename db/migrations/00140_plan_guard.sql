-- What was decided of a plan stays as it was decided, also for whoever writes past the program's
-- queries: the rights of columns alone would let it be written again.

-- +goose Up
-- +goose StatementBegin
create function plan_decided_once() returns trigger language plpgsql as $$
begin
    if old.outcome is not null and old.outcome::text is distinct from new.outcome::text
       or old.withdrawn_at is not null
          and (old.withdrawn_at, old.withdrawn_by, old.withdrawn_why)
              is distinct from (new.withdrawn_at, new.withdrawn_by, new.withdrawn_why) then
        raise exception 'what was decided of % stays', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_decided_once';
    end if;
    return new;
end $$;
create function plan_adoption_decided_once() returns trigger language plpgsql as $$
begin
    if old.decided_at is not null
          and (old.decided_at, old.decided_id, old.decided_by, old.decided_why, old.change_id)
              is distinct from (new.decided_at, new.decided_id, new.decided_by, new.decided_why, new.change_id)
       or old.undone_at is not null and old is distinct from new
       or old.state in ('returned', 'withdrawn', 'undone') and old.state <> new.state then
        raise exception 'what was decided of % stays', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_decided_once';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger plan_decided_once before update on plan for each row execute function plan_decided_once();
create trigger plan_adoption_decided_once before update on plan_adoption for each row execute function plan_adoption_decided_once();

-- +goose Down
drop trigger plan_adoption_decided_once on plan_adoption;
drop trigger plan_decided_once on plan;
drop function plan_adoption_decided_once(), plan_decided_once();
