-- Reminders (督促) of a round, and mails: who wants them, and which wait, were sent or
-- could not be. What mails tell of is the same as the notices: the steps themselves.

-- +goose Up
create table reminder (
    id         bigint generated always as identity constraint reminder_pk primary key,
    round_id   integer not null constraint reminder_round_fk references round,
    bureau_id  integer not null constraint reminder_bureau_fk references bureau,
    kind       text not null constraint reminder_kind_known check (kind in ('before', 'late', 'asked')),
    day        date not null,  -- on which it fell due, in Tokyo
    deadline   date not null,  -- the round's, as it was then
    at         timestamptz not null default clock_timestamp(),
    account_id bigint constraint reminder_account_fk references account, -- null: the clock's, or the operator's verb
    actor      text not null,  -- who asked for it; '' for the clock
    text       text not null default '',
    constraint reminder_actor check ((kind = 'asked') = (actor <> '')),
    -- Whichever machine's clock ticks, and however often somebody presses.
    constraint reminder_once unique (round_id, bureau_id, kind, day)
);
create index reminder_at on reminder (at);
create trigger reminder_append_only before update or delete on reminder for each row execute function never();
create trigger reminder_no_truncate before truncate on reminder execute function never();
alter table reminder enable row level security;
create policy reminder_of_bureau on reminder using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));

-- An address is ASCII, in the form that browsers accept, so that no server has to
-- know more.
alter table account
    add column email       text,
    add column mails_since timestamptz, -- null: wants none
    add constraint account_email_form check (length(email) <= 254 and email ~
        '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$'),
    add constraint account_mails_need_email check (mails_since is null or email is not null);

create table mail (
    id          bigint generated always as identity constraint mail_pk primary key,
    account_id  bigint not null constraint mail_account_fk references account on delete cascade,
    notice      text not null,     -- which one: its table and number
    kind        text not null,     -- registry.NoticeKind
    at          timestamptz not null, -- when that was
    actor       text not null,
    upload_id   bigint,
    transfer_id bigint,
    round_id    integer,
    bureau_id   integer,           -- whose upload, whose doing, or who is reminded
    bureaus     text[] not null default '{}', -- who is late, for headquarters
    deadline    date,
    message_id  uuid not null default gen_random_uuid(), -- the same however often it is sent
    state       text not null default 'waiting' constraint mail_state_known
                check (state in ('waiting', 'sent', 'failed', 'dropped')), -- dropped: not wanted any more
    attempt     integer not null default 0,
    next_at     timestamptz not null default clock_timestamp(),
    ended_at    timestamptz,
    problem     text not null default '',
    constraint mail_once unique (account_id, notice),
    constraint mail_ended check ((state = 'waiting') = (ended_at is null))
);
create index mail_waiting on mail (next_at) where state = 'waiting';
create index mail_ended_at on mail (ended_at) where ended_at is not null;
alter table mail enable row level security;
create policy mail_of_all on mail using ((select current_setting('tetsuzuki.bureau', true) = 'all'));

create index upload_event_at on upload_event (at);

-- +goose Down
drop index upload_event_at;
drop table mail;
alter table account drop column mails_since, drop column email;
drop table reminder;
