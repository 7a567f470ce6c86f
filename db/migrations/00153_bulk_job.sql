-- An edit of very many processes is written by a job: until then it works, and it may fail.

-- +goose Up
alter table bulk_edit
    drop constraint bulk_edit_state_known,
    add constraint bulk_edit_state_known check (state in ('working', 'failed', 'waiting', 'written', 'returned', 'withdrawn'));

-- +goose Down
-- Refused while one works or has failed: what was asked for is not deleted.
alter table bulk_edit
    drop constraint bulk_edit_state_known,
    add constraint bulk_edit_state_known check (state in ('waiting', 'written', 'returned', 'withdrawn'));
