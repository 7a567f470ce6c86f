-- Published figures (公表値): what headquarters published as of one moment, frozen with
-- its definitions. Each is recorded by a change of its own, so that the chain covers
-- it; a wrong one stays and is replaced by a later one, which says why.

-- +goose Up
alter table change drop constraint change_kind_known;
alter table change add constraint change_kind_known
    check (kind in ('import', 'edit', 'undo', 'transfer', 'setting', 'sample', 'snapshot'));

create table snapshot (
    id           bigint constraint snapshot_pk primary key, -- one after the other: a gap would look as if one were gone
    name         text not null constraint snapshot_name_not_blank check (btrim(name) <> '' and length(name) <= 100),
    note         text not null default '' constraint snapshot_note_length check (length(note) <= 1000),
    as_of        timestamptz not null,
    recorded_at  timestamptz not null,
    account_id   bigint constraint snapshot_account_fk references account, -- null: the operator's verb
    actor        text not null,
    -- Written before its change, whose digest covers it.
    change_id    bigint not null constraint snapshot_change_unique unique
                 constraint snapshot_change_fk references change deferrable initially deferred,
    stood_at     bigint not null constraint snapshot_stood_at_fk references change, -- the last change as of then
    stood_hash   bytea not null constraint snapshot_stood_hash_length check (octet_length(stood_hash) = 32),
    rule_version text not null, -- what the figures mean
    program      text not null, -- which version of the program computed them
    figures      json not null, -- json keeps them to the letter; jsonb would not
    replaces     bigint constraint snapshot_replaces_unique unique constraint snapshot_replaces_fk references snapshot,
    reason       text not null default '' constraint snapshot_reason_length check (length(reason) <= 1000),
    hash         bytea not null constraint snapshot_hash_length check (octet_length(hash) = 32),
    constraint snapshot_as_of_past check (as_of <= recorded_at),
    constraint snapshot_replaces_earlier check (replaces < id),
    constraint snapshot_replaces_reason check ((replaces is null) = (btrim(reason) = ''))
);
create trigger snapshot_append_only before update or delete on snapshot for each row execute function never();
create trigger snapshot_no_truncate before truncate on snapshot execute function never();

-- What is published is for everybody to read; only who sees every bureau writes it.
alter table snapshot enable row level security;
create policy snapshot_published on snapshot for select using (true);
create policy snapshot_of_all on snapshot for insert with check ((select current_setting('tetsuzuki.bureau', true) = 'all'));

-- +goose Down
drop table snapshot;
-- The changes that recorded snapshots stay: nothing is taken out of the chain. The
-- schema before knows no such kind; where there are any, only new rows are held to it.
alter table change drop constraint change_kind_known;
alter table change add constraint change_kind_known
    check (kind in ('import', 'edit', 'undo', 'transfer', 'setting', 'sample')) not valid;
-- +goose StatementBegin
do $$ begin
    if not exists (select from change where kind = 'snapshot') then
        alter table change validate constraint change_kind_known;
    end if;
end $$;
-- +goose StatementEnd
