-- What the queue of jobs needs to be claimed safely: who asked, a key against the
-- same work twice, and the number of the claim, which fences off a worker that
-- was taken for dead.

-- +goose Up
alter table job
    add column actor      text,                -- who, as text that outlives the account
    add column key        text not null default '', -- what it is about; '' for nothing in particular
    add column claim      bigint not null default 0, -- counts the claims and never goes back
    add column claimed_at timestamptz;         -- the last claim; it stays when the claim ends

update job j
set actor = coalesce((select a.name from account a where a.id = j.account_id), '（記録なし）'),
    claim = j.attempt,
    max_attempts = greatest(j.max_attempts, j.attempt, 1),
    heartbeat_at = case when j.state = 'running' then coalesce(j.heartbeat_at, now()) end;

alter table job
    alter column actor set not null,
    add constraint job_actor_not_blank check (btrim(actor) <> ''),
    add constraint job_attempt_within check (attempt between 0 and max_attempts),
    add constraint job_max_attempts_positive check (max_attempts > 0),
    add constraint job_progress_not_negative check (done >= 0 and total >= 0),
    add constraint job_running_has_heartbeat check ((state = 'running') = (heartbeat_at is not null));

-- The lane of jobs that are no single bureau's is 0.
create index job_served on job ((coalesce(bureau_id, 0)), claimed_at);
create index job_key on job (kind, key, id);
create index job_finished_at on job (finished_at) where finished_at is not null;
create unique index job_unfinished_key on job (kind, (coalesce(bureau_id, 0)), key)
    where key <> '' and state in ('available', 'running');

-- +goose Down
drop index job_unfinished_key, job_finished_at, job_key, job_served;
alter table job
    drop constraint job_running_has_heartbeat,
    drop constraint job_progress_not_negative,
    drop constraint job_max_attempts_positive,
    drop constraint job_attempt_within,
    drop constraint job_actor_not_blank,
    drop column claimed_at,
    drop column claim,
    drop column key,
    drop column actor;
