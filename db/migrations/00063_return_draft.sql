-- What an approver has written for a return that is not sent yet: it outlives pages and
-- sessions. Each has a draft of their own.

-- +goose Up
create table return_draft (
    upload_id  bigint not null constraint return_draft_upload_fk references upload,
    account_id bigint not null constraint return_draft_account_fk references account,
    reason     text not null constraint return_draft_reason_length check (length(reason) <= 2000),
    constraint return_draft_pk primary key (upload_id, account_id)
);
create table remark_draft (
    id         bigint generated always as identity constraint remark_draft_pk primary key,
    upload_id  bigint not null constraint remark_draft_upload_fk references upload,
    account_id bigint not null constraint remark_draft_account_fk references account,
    sheet      text not null,
    cell       text not null,
    text       text not null,
    at         timestamptz not null default clock_timestamp(),
    constraint remark_draft_place_length check (length(sheet) <= 255 and length(cell) <= 20),
    constraint remark_draft_text_not_blank check (btrim(text) <> ''),
    constraint remark_draft_text_length check (length(text) <= 1000)
);
create index remark_draft_of on remark_draft (upload_id, account_id, id);

alter table return_draft enable row level security;
create policy return_draft_of_bureau on return_draft
    using ((select reaches_all()) or exists (select from upload u where u.id = return_draft.upload_id));
alter table remark_draft enable row level security;
create policy remark_draft_of_bureau on remark_draft
    using ((select reaches_all()) or exists (select from upload u where u.id = remark_draft.upload_id));

-- +goose Down
drop table remark_draft, return_draft;
