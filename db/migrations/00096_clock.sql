-- The registry's clock: the one of the database, or for tests and the made-up sample the one that
-- they tell the connection. What the registry records is dated by it; sessions, tokens, sign-ins,
-- jobs, mails and seals keep to the time that it is.

-- +goose Up
create function registry_clock() returns timestamptz language sql volatile parallel safe as
$$ select coalesce(nullif(current_setting('tetsuzuki.clock', true), '')::timestamptz, clock_timestamp()) $$;
alter table account alter column created_at set default registry_clock();
alter table audit_event alter column at set default registry_clock();
alter table bureau_structure alter column at set default registry_clock();
alter table deputy alter column set_at set default registry_clock();
alter table edit_approval alter column at set default registry_clock();
alter table organisation_entry alter column set_at set default registry_clock();
alter table pending_edit alter column at set default registry_clock();
alter table remark_draft alter column at set default registry_clock();
alter table reminder alter column at set default registry_clock();
alter table reminder_reached alter column at set default registry_clock();
alter table round alter column set_at set default registry_clock();
alter table target alter column set_at set default registry_clock();
alter table threshold alter column set_at set default registry_clock();
alter table transfer alter column proposed_at set default registry_clock();
alter table upload alter column received_at set default registry_clock();
alter table upload_conflict alter column at set default registry_clock();
alter table upload_correction alter column at set default registry_clock();
alter table upload_decision alter column at set default registry_clock();
alter table upload_event alter column at set default registry_clock();
alter table upload_match alter column at set default registry_clock();

-- +goose Down
alter table account alter column created_at set default now();
alter table audit_event alter column at set default clock_timestamp();
alter table bureau_structure alter column at set default clock_timestamp();
alter table deputy alter column set_at set default clock_timestamp();
alter table edit_approval alter column at set default clock_timestamp();
alter table organisation_entry alter column set_at set default clock_timestamp();
alter table pending_edit alter column at set default clock_timestamp();
alter table remark_draft alter column at set default clock_timestamp();
alter table reminder alter column at set default clock_timestamp();
alter table reminder_reached alter column at set default clock_timestamp();
alter table round alter column set_at set default clock_timestamp();
alter table target alter column set_at set default now();
alter table threshold alter column set_at set default now();
alter table transfer alter column proposed_at set default clock_timestamp();
alter table upload alter column received_at set default now();
alter table upload_conflict alter column at set default clock_timestamp();
alter table upload_correction alter column at set default clock_timestamp();
alter table upload_decision alter column at set default clock_timestamp();
alter table upload_event alter column at set default clock_timestamp();
alter table upload_match alter column at set default clock_timestamp();
drop function registry_clock();
