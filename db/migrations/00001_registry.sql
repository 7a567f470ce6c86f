-- The registry: bureaus, versioned processes and volumes, the chain of changes,
-- dated settings, code lists, uploads, accounts, sessions, tokens, jobs.
--
-- Versioned rows carry recorded_from and recorded_to ('infinity' = still so). A
-- write closes the old row and adds a new one, both under one change. A reader
-- asks `recorded_from <= T and recorded_to > T`; for "now" T is a moment beyond
-- every clock (year 10000), so that the partial indexes below serve it.

-- +goose Up

create table bureau (
    id          integer generated always as identity constraint bureau_pk primary key,
    code        text not null constraint bureau_code_unique unique
                constraint bureau_code_form check (code ~ '^B[0-9]{2}$'),
    name        text not null constraint bureau_name_unique unique
                constraint bureau_name_not_blank check (btrim(name) <> ''),
    position    integer not null,
    valid_from  date not null default '-infinity',
    valid_to    date not null default 'infinity', -- the first day on which it is no more
    external    boolean not null default false,   -- outside the Metropolitan Government
    constraint bureau_valid check (valid_from < valid_to)
);

create table bureau_successor (
    bureau_id     integer not null constraint bureau_successor_bureau_fk references bureau,
    successor_id  integer not null constraint bureau_successor_successor_fk references bureau,
    effective_on  date not null,
    constraint bureau_successor_pk primary key (bureau_id, successor_id),
    constraint bureau_successor_other check (bureau_id <> successor_id)
);

create table account (
    id              bigint generated always as identity constraint account_pk primary key,
    login           text not null constraint account_login_unique unique
                    constraint account_login_form check (login ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'),
    name            text not null constraint account_name_not_blank check (btrim(name) <> ''),
    role            text not null constraint account_role_known
                    check (role in ('officer', 'approver', 'planner', 'headquarters', 'auditor', 'administrator')),
    bureau_id       integer constraint account_bureau_fk references bureau,
    password_hash   text,               -- argon2id in PHC form; null: cannot sign in by password
    created_at      timestamptz not null default now(),
    disabled_at     timestamptz,
    last_sign_in_at timestamptz,
    sample          boolean not null default false, -- made up, for trying out
    constraint account_bureau_by_role check ((bureau_id is not null) = (role in ('officer', 'approver')))
);

create table session (
    token_hash  bytea constraint session_pk primary key,
    account_id  bigint constraint session_account_fk references account on delete cascade,
    data        bytea not null,
    expires_at  timestamptz not null
);
create index session_expires on session (expires_at);

create table api_token (
    id           bigint generated always as identity constraint api_token_pk primary key,
    account_id   bigint not null constraint api_token_account_fk references account on delete cascade,
    name         text not null constraint api_token_name_not_blank check (btrim(name) <> ''),
    token_hash   bytea not null constraint api_token_hash_unique unique, -- sha256 of the token
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    constraint api_token_expires_later check (created_at < expires_at)
);

create table upload (
    id            bigint generated always as identity constraint upload_pk primary key,
    received_at   timestamptz not null default now(),
    account_id    bigint constraint upload_account_fk references account, -- null: the operator's verb
    actor         text not null,          -- who, as text that outlives the account
    bureau_id     integer constraint upload_bureau_fk references bureau, -- null: every bureau (a 局 column decides)
    file_name     text not null,
    file_bytes    bigint not null constraint upload_file_bytes_not_negative check (file_bytes >= 0),
    sha256        bytea not null constraint upload_sha256_length check (octet_length(sha256) = 32),
    fiscal_year   integer constraint upload_fiscal_year_plausible check (fiscal_year between 1868 and 2100),
    state         text not null default 'received' constraint upload_state_known
                  check (state in ('received', 'staged', 'faulty', 'unreadable', 'confirmed', 'unchanged', 'discarded')),
    report        jsonb,                  -- the check report without its records
    reason        text not null default '', -- why, as the sender says
    rows_new       integer, rows_changed integer, rows_unchanged integer, rows_missing integer, rows_faulty integer,
    finished_at   timestamptz
);
create index upload_received on upload (received_at desc, id desc);
create index upload_bureau_received on upload (bureau_id, received_at desc);
create index upload_sha256 on upload (sha256);

-- The file itself, in pieces, so that neither side ever holds it whole.
create table upload_chunk (
    upload_id  bigint not null constraint upload_chunk_upload_fk references upload,
    position   integer not null constraint upload_chunk_position_not_negative check (position >= 0),
    data       bytea not null,
    constraint upload_chunk_pk primary key (upload_id, position)
);

create table change (
    id            bigint generated always as identity constraint change_pk primary key,
    at            timestamptz not null constraint change_at_unique unique,
    account_id    bigint constraint change_account_fk references account,
    actor         text not null constraint change_actor_not_blank check (btrim(actor) <> ''),
    kind          text not null constraint change_kind_known
                  check (kind in ('import', 'edit', 'undo', 'transfer', 'setting', 'sample')),
    reason        text not null default '',
    upload_id     bigint constraint change_upload_fk references upload,
    previous_hash bytea not null constraint change_previous_hash_length check (octet_length(previous_hash) = 32),
    content_hash  bytea not null constraint change_content_hash_length check (octet_length(content_hash) = 32),
    hash          bytea not null constraint change_hash_length check (octet_length(hash) = 32)
);
create index change_upload on change (upload_id);

create sequence process_id_seq as bigint; -- an ID is issued once and never again

-- Versions are written before their change, whose digest covers them, and tens of
-- thousands at a time. Foreign keys would check each alone, which takes as long as
-- all else of an import: so a trigger checks the bureaus of a statement together,
-- and `verify` finds a version without its change.
create table process (
    process_id          bigint not null,
    recorded_from       timestamptz not null,
    recorded_to         timestamptz not null default 'infinity',
    change_id           bigint not null,
    closed_by           bigint,
    bureau_id           integer not null,
    department          text not null default '',
    division            text not null default '',
    procedure_name      text not null constraint process_procedure_name_not_blank check (btrim(procedure_name) <> ''),
    process_name        text not null default '',
    process_type        text not null default '',
    applicant           text not null default '',
    recipient           text not null default '',
    legal_basis         text not null default '',
    legal_article       text not null default '',
    affair_category     text not null default '',
    digitization_status text not null default '' constraint process_status_known
                        check (digitization_status in ('', 'done', 'partial', 'in_progress', 'planned', 'considering', 'not_started', 'exempt', 'abolished')),
    planned_fiscal_year integer constraint process_planned_fiscal_year_plausible check (planned_fiscal_year between 1868 and 2100),
    digitized_on        date,
    obstacle            text[] not null default '{}',
    national_law_change text not null default 'unknown' constraint process_national_law_change_known
                        check (national_law_change in ('required', 'not_required', 'unknown')),
    law_to_change       text not null default '',
    ministry            text not null default '',
    scope               text not null default 'in' constraint process_scope_known check (scope in ('in', 'out')),
    platform            text not null default '',
    identity_method     text not null default '',
    fee                 text not null default '' constraint process_fee_known check (fee in ('', 'none', 'required')),
    payment_methods     text[] not null default '{}',
    attachments         text[] not null default '{}',
    seal_required       text not null default '' constraint process_seal_required_known check (seal_required in ('', 'yes', 'no', 'unknown')),
    standard_processing_period text not null default '',
    remarks             text not null default '',
    priority_override   text not null default '' constraint process_priority_override_known check (priority_override in ('', 'yes', 'no')),
    priority_reason     text not null default '',
    -- What decides the priority: the latest fiscal year with a provided total.
    -- The value lies between volume_low and volume_high (null: no upper bound);
    -- all null: unknown.
    volume_total        bigint,
    volume_year         integer,
    volume_qualifier    text constraint process_volume_qualifier_known check (volume_qualifier in ('exact', 'approx', 'lower', 'upper', 'range')),
    volume_low          bigint,
    volume_high         bigint,
    -- The latest fiscal year with both numbers provided.
    usage_total         bigint,
    usage_online        bigint,
    usage_year          integer,
    search_text         text not null,  -- folded name, process and law
    identity_key        bytea not null, -- digest of the folded identifying columns
    constraint process_pk primary key (process_id, recorded_from),
    constraint process_recorded check (recorded_from < recorded_to),
    constraint process_closed_by_change check ((recorded_to = 'infinity') = (closed_by is null)),
    constraint process_priority_override_reason check (priority_override = '' or btrim(priority_reason) <> ''),
    constraint process_volume_whole check (
        (volume_total is null) = (volume_year is null) and (volume_total is null) = (volume_qualifier is null)
        and (volume_total is null) = (volume_low is null) and (volume_total is not null or volume_high is null)),
    constraint process_volume_order check (volume_low >= 0 and volume_high >= volume_low),
    constraint process_usage_whole check ((usage_total is null) = (usage_year is null) and (usage_total is null) = (usage_online is null))
);
-- Now: at most one version of a process, and an order for each common list, read
-- forwards or backwards, unknown values apart (see the store's sort columns).
create unique index process_now            on process (process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_volume            on process (volume_total, process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_law               on process (legal_basis, process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_status            on process (array_position(array['done','partial','in_progress','planned','considering','not_started','exempt','abolished'], digitization_status), process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_name              on process (procedure_name, process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_bureau            on process (bureau_id, process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_planned_year      on process (planned_fiscal_year, process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_law_change        on process (array_position(array['required','not_required'], national_law_change), process_id) where recorded_to > '9999-12-31 00:00:00+00';
create index process_now_vague             on process (volume_total, process_id) where recorded_to > '9999-12-31 00:00:00+00' and volume_qualifier in ('lower', 'upper', 'range');
-- Then, and what a change wrote or closed.
create index process_change                on process (change_id);
create index process_closed_by             on process (closed_by) where closed_by is not null;

create table volume (
    process_id       bigint not null,
    fiscal_year      integer not null constraint volume_fiscal_year_plausible check (fiscal_year between 1868 and 2100),
    recorded_from    timestamptz not null,
    recorded_to      timestamptz not null default 'infinity',
    change_id        bigint not null,
    closed_by        bigint,
    total            bigint constraint volume_total_not_negative check (total >= 0),
    total_upper      bigint constraint volume_total_upper_order check (total_upper >= total),
    total_qualifier  text constraint volume_total_qualifier_known check (total_qualifier in ('exact', 'approx', 'lower', 'upper', 'range')),
    total_state      text constraint volume_total_state_known check (total_state in ('provided', 'not_provided', 'not_applicable')),
    total_raw        text not null default '',
    online           bigint constraint volume_online_not_negative check (online >= 0),
    online_upper     bigint constraint volume_online_upper_order check (online_upper >= online),
    online_qualifier text constraint volume_online_qualifier_known check (online_qualifier in ('exact', 'approx', 'lower', 'upper', 'range')),
    online_state     text constraint volume_online_state_known check (online_state in ('provided', 'not_provided', 'not_applicable')),
    online_raw       text not null default '',
    constraint volume_pk primary key (process_id, fiscal_year, recorded_from),
    constraint volume_recorded check (recorded_from < recorded_to),
    constraint volume_closed_by_change check ((recorded_to = 'infinity') = (closed_by is null)),
    constraint volume_total_unknown_is_not_zero check ((total is not null) = (total_state is not distinct from 'provided') and (total is not null) = (total_qualifier is not null)),
    constraint volume_online_unknown_is_not_zero check ((online is not null) = (online_state is not distinct from 'provided') and (online is not null) = (online_qualifier is not null))
);
create unique index volume_now on volume (process_id, fiscal_year) where recorded_to > '9999-12-31 00:00:00+00';
create index volume_change     on volume (change_id);
create index volume_closed_by  on volume (closed_by) where closed_by is not null;

-- History is append-only: a version may be closed once, and nothing else.
-- +goose StatementBegin
create function append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.recorded_to = 'infinity' then
        old.recorded_to := new.recorded_to;
        old.closed_by := new.closed_by;
        if old is not distinct from new then
            return new;
        end if;
    end if;
    raise exception 'history of % is append-only', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;
-- +goose StatementEnd
create trigger process_append_only before update or delete on process for each row execute function append_only();
create trigger volume_append_only before update or delete on volume for each row execute function append_only();

-- +goose StatementBegin
create function never() returns trigger language plpgsql as $$
begin
    raise exception '% is never altered', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;
-- +goose StatementEnd
create trigger change_append_only before update or delete on change for each row execute function never();
create trigger change_no_truncate before truncate on change execute function never();
create trigger process_no_truncate before truncate on process execute function never();
create trigger volume_no_truncate before truncate on volume execute function never();

-- +goose StatementBegin
create function bureaus_known() returns trigger language plpgsql as $$
begin
    if exists (select from (select distinct bureau_id from added) a
               where not exists (select from bureau b where b.id = a.bureau_id)) then
        raise exception 'a process of a bureau that is not there'
            using errcode = 'foreign_key_violation', constraint = 'process_bureau_fk';
    end if;
    return null;
end $$;
-- +goose StatementEnd
create trigger process_bureaus_known after insert on process
    referencing new table as added for each statement execute function bureaus_known();
create trigger bureau_never_deleted before delete on bureau execute function never(); -- it ends

-- The rows of an upload as they were read, until it is confirmed or discarded.
-- A null stands for a blank cell and for a column that the file does not have:
-- both keep what the registry holds. The volume columns are lists of one length,
-- an element for each fiscal year of the row. A row belongs to its upload without
-- a foreign key: checking each would cost a tenth of the import.
create table staged_row (
    upload_id   bigint not null,
    ordinal     integer not null,      -- place among the file's records, from 1
    sheet       text not null,
    row_number  integer not null,
    process_id  bigint,                -- as the sheet says
    bureau_id   integer not null,
    department  text, division text, procedure_name text not null, process_name text, process_type text,
    applicant   text, recipient text, legal_basis text, legal_article text, affair_category text,
    digitization_status text, planned_fiscal_year integer, digitized_on date, obstacle text[],
    national_law_change text, law_to_change text, ministry text, scope text, platform text,
    identity_method text, fee text, payment_methods text[], attachments text[], seal_required text,
    standard_processing_period text, remarks text,
    volume_year integer[] not null,
    total       bigint[] not null, total_upper bigint[] not null, total_qualifier text[] not null,
    total_state text[] not null, total_raw text[] not null,
    online      bigint[] not null, online_upper bigint[] not null, online_qualifier text[] not null,
    online_state text[] not null, online_raw text[] not null,
    search_text text not null,
    identity_key bytea not null,
    constraint staged_row_pk primary key (upload_id, ordinal)
);

create table threshold (
    effective_from date constraint threshold_pk primary key,
    volume         bigint not null constraint threshold_volume_positive check (volume > 0), -- cases a year, inclusive
    reason         text not null,
    set_by         text not null,
    set_at         timestamptz not null default now()
);

create table target (
    id          integer generated always as identity constraint target_pk primary key,
    name        text not null constraint target_name_unique unique,
    valid_from  date not null,
    valid_to    date not null,          -- the last day of its period
    rate        numeric(6,5) not null constraint target_rate_share check (rate > 0 and rate <= 1),
    count       integer constraint target_count_positive check (count > 0),
    scope       text not null default 'in' constraint target_scope_known check (scope in ('in', 'discretion', 'priority')),
    set_by      text not null,
    set_at      timestamptz not null default now(),
    constraint target_valid check (valid_from < valid_to)
);

create table code_list (
    name       text not null,
    version    integer not null,
    valid_from integer not null, -- fiscal year
    valid_to   integer,          -- the last fiscal year, null: still valid
    constraint code_list_pk primary key (name, version),
    constraint code_list_valid check (valid_to >= valid_from)
);

create table code (
    list     text not null,
    version  integer not null,
    code     text not null,
    label    text not null,
    position integer not null,
    constraint code_pk primary key (list, version, code),
    constraint code_list_fk foreign key (list, version) references code_list
);

create table job (
    id           bigint generated always as identity constraint job_pk primary key,
    kind         text not null,
    state        text not null default 'available' constraint job_state_known
                 check (state in ('available', 'running', 'done', 'failed')),
    account_id   bigint constraint job_account_fk references account,
    bureau_id    integer constraint job_bureau_fk references bureau,
    payload      jsonb not null default '{}',
    result       jsonb,
    message      text not null default '', -- safe to show
    step         text not null default '',
    done         bigint not null default 0,
    total        bigint not null default 0,
    attempt      integer not null default 0,
    max_attempts integer not null default 3,
    created_at   timestamptz not null default now(),
    run_at       timestamptz not null default now(),
    claimed_by   text,
    heartbeat_at timestamptz,
    finished_at  timestamptz,
    constraint job_running_is_claimed check ((state = 'running') = (claimed_by is not null)),
    constraint job_finished check ((state in ('done', 'failed')) = (finished_at is not null))
);
create index job_available on job (run_at, id) where state = 'available';
create index job_running on job (heartbeat_at) where state = 'running';

insert into bureau (code, name, position, valid_from, valid_to, external) values
    ('B01', '政策企画局', 1, default, default, default),
    ('B02', 'デジタルサービス局', 2, default, default, default),
    ('B03', '総務局', 3, default, default, default),
    ('B04', '財務局', 4, default, default, default),
    ('B05', '主税局', 5, default, default, default),
    ('B06', '生活文化局', 6, default, '2022-04-01', default),
    ('B07', 'オリンピック・パラリンピック準備局', 7, default, '2022-04-01', default),
    ('B08', '都市整備局', 8, default, default, default),
    ('B09', '住宅政策本部', 9, default, default, default),
    ('B10', '環境局', 10, default, default, default),
    ('B11', '福祉保健局', 11, default, '2023-07-01', default),
    ('B12', '病院経営本部', 12, default, '2022-07-01', default),
    ('B13', '産業労働局', 13, default, default, default),
    ('B14', '中央卸売市場', 14, default, default, default),
    ('B15', '建設局', 15, default, default, default),
    ('B16', '港湾局', 16, default, default, default),
    ('B17', '会計管理局', 17, default, default, default),
    ('B18', '交通局', 18, default, default, default),
    ('B19', '水道局', 19, default, default, default),
    ('B20', '下水道局', 20, default, default, default),
    ('B21', '教育庁', 21, default, default, default),
    ('B22', '選挙管理委員会事務局', 22, default, default, default),
    ('B23', '人事委員会事務局', 23, default, default, default),
    ('B24', '監査事務局', 24, default, default, default),
    ('B25', '労働委員会事務局', 25, default, default, default),
    ('B26', '収用委員会事務局', 26, default, default, default),
    ('B27', '議会局', 27, default, default, default),
    ('B28', '警視庁', 28, default, default, default),
    ('B29', '東京消防庁', 29, default, default, default),
    ('B30', '生活文化スポーツ局', 30, '2022-04-01', default, default),
    ('B31', '東京都立病院機構', 31, '2022-07-01', default, true),
    ('B32', '福祉局', 32, '2023-07-01', default, default),
    ('B33', '保健医療局', 33, '2023-07-01', default, default);

insert into bureau_successor (bureau_id, successor_id, effective_on)
select o.id, n.id, n.valid_from
from (values ('B06', 'B30'), ('B12', 'B31'), ('B11', 'B32'), ('B11', 'B33')) as s (old, new)
join bureau o on o.code = s.old
join bureau n on n.code = s.new;

insert into threshold (effective_from, volume, reason, set_by)
values ('2021-04-01', 10000, '年間10,000件以上を重点手続とする（東京デジタルファースト推進計画）', '初期設定');

insert into target (name, valid_from, valid_to, rate, count, scope, set_by)
values ('３年間で70％', '2021-04-01', '2024-03-31', 0.70, null, 'in', '初期設定');

-- +goose Down
drop table job, code, code_list, target, threshold, staged_row, volume, process, change, upload_chunk, upload, api_token, session, account, bureau_successor, bureau;
drop sequence process_id_seq;
drop function append_only();
drop function never();
drop function bureaus_known();
