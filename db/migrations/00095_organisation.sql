-- The organisation with a past. What people record of it (a bureau added, renamed, split,
-- merged or closed as of a day) is an entry. The terms say which bureau bore which name from
-- when to when; like a setting's, each is a version, recorded by a change. The table bureau
-- has what is in force today, for all that only shows a name.

-- +goose Up
set constraints all immediate; -- a table whose triggers are still to come cannot be altered
create table organisation_entry (
    id            integer generated always as identity constraint organisation_entry_pk primary key,
    kind          text not null constraint organisation_entry_kind_known check (kind in ('add', 'rename', 'split', 'merge', 'close')),
    effective_on  date not null, -- the first day on which it is so
    reason        text not null constraint organisation_entry_reason_given check (btrim(reason) <> ''),
    set_by        text not null,
    set_at        timestamptz not null default clock_timestamp(),
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity', -- when it was withdrawn
    change_id     bigint constraint organisation_entry_change_fk references change deferrable initially deferred, -- null: the registry began with it
    closed_by     bigint constraint organisation_entry_closed_by_fk references change deferrable initially deferred,
    closed_reason text not null default '',
    constraint organisation_entry_recorded check (recorded_from < recorded_to),
    constraint organisation_entry_closed check ((recorded_to = 'infinity') = (closed_by is null))
);

create table organisation_part (
    id          integer generated always as identity constraint organisation_part_pk primary key,
    entry_id    integer not null constraint organisation_part_entry_fk references organisation_entry,
    side        text not null constraint organisation_part_side_known check (side in ('before', 'after')),
    bureau_id   integer not null constraint organisation_part_bureau_fk references bureau,
    name        text not null, -- that the bureau bore then
    departments text[] not null default '{}', -- whose processes go there; none: all that are left
    constraint organisation_part_once unique (entry_id, side, bureau_id)
);

-- A range of one number stands for a name (by its hash) and for a bureau, since ranges can be
-- kept apart without an extension.
create table bureau_term (
    id            integer generated always as identity constraint bureau_term_pk primary key,
    bureau_id     integer not null constraint bureau_term_bureau_fk references bureau,
    name          text not null constraint bureau_term_name_given check (btrim(name) <> '' and length(name) <= 100),
    valid_from    date not null,
    valid_to      date not null, -- the first day after its last
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint constraint bureau_term_change_fk references change deferrable initially deferred, -- null: the registry began with it
    closed_by     bigint constraint bureau_term_closed_by_fk references change deferrable initially deferred,
    constraint bureau_term_valid check (valid_from < valid_to),
    constraint bureau_term_recorded check (recorded_from < recorded_to),
    constraint bureau_term_closed check ((recorded_to = 'infinity') = (closed_by is null)),
    constraint bureau_term_one_bureau_of_a_name exclude using gist (
        numrange(hashtextextended(name, 0)::numeric, hashtextextended(name, 0)::numeric, '[]') with &&, daterange(valid_from, valid_to) with &&)
        where (recorded_to = 'infinity'),
    constraint bureau_term_one_name_of_a_day exclude using gist (
        int4range(bureau_id, bureau_id, '[]') with &&, daterange(valid_from, valid_to) with &&) where (recorded_to = 'infinity')
);
create index bureau_term_bureau on bureau_term (bureau_id);
insert into bureau_term (bureau_id, name, valid_from, valid_to, recorded_from)
select id, name, valid_from, valid_to, '-infinity' from bureau order by id;

-- A name can be borne again when its bureau has ended, which the terms see to. A bureau whose
-- entry was withdrawn has no days.
alter table bureau
    drop constraint bureau_name_unique,
    drop constraint bureau_valid,
    drop constraint bureau_code_form,
    add constraint bureau_valid check (valid_from <= valid_to),
    add constraint bureau_code_form check (code ~ '^B[0-9]{2,3}$');

drop trigger if exists bureau_successor_sealed on bureau_successor; -- the key was the two bureaus
alter table bureau_successor
    drop constraint bureau_successor_pk,
    add column id            integer generated always as identity constraint bureau_successor_pk primary key,
    add column recorded_from timestamptz not null default '-infinity',
    add column recorded_to   timestamptz not null default 'infinity',
    add column change_id     bigint constraint bureau_successor_change_fk references change deferrable initially deferred,
    add column closed_by     bigint constraint bureau_successor_closed_by_fk references change deferrable initially deferred,
    add constraint bureau_successor_recorded check (recorded_from < recorded_to),
    add constraint bureau_successor_closed check ((recorded_to = 'infinity') = (closed_by is null));
alter table bureau_successor alter column recorded_from drop default;
create unique index bureau_successor_once on bureau_successor (bureau_id, successor_id) where recorded_to = 'infinity';

-- +goose StatementBegin
create function successors_end() returns trigger language plpgsql as $$
begin
    if exists (
        with recursive later (id) as (
            select new.successor_id
            union
            select s.successor_id from later l join bureau_successor s on s.bureau_id = l.id and s.recorded_to = 'infinity'
        )
        select from later where id = new.bureau_id) then
        raise exception 'a bureau that succeeds itself' using errcode = 'check_violation', constraint = 'bureau_successor_no_circle';
    end if;
    return null;
end $$;
-- +goose StatementEnd
create trigger bureau_successor_no_circle after insert on bureau_successor for each row execute function successors_end();

-- What the registry began with.
insert into organisation_entry (kind, effective_on, reason, set_by, recorded_from)
select case when count(*) > 1 then 'split' else 'merge' end, min(s.effective_on), '組織の改正（初期設定）：' || b.code, '初期設定', '-infinity'
from bureau_successor s
join bureau b on b.id = s.bureau_id
group by b.id, b.code
order by min(s.effective_on), b.code;
insert into organisation_entry (kind, effective_on, reason, set_by, recorded_from)
select 'close', b.valid_to, '組織の改正（初期設定）：' || b.code, '初期設定', '-infinity'
from bureau b
where isfinite(b.valid_to) and not exists (select from bureau_successor s where s.bureau_id = b.id)
order by b.valid_to, b.code;
insert into organisation_part (entry_id, side, bureau_id, name)
select e.id, 'before', b.id, b.name
from organisation_entry e
join bureau b on e.reason = '組織の改正（初期設定）：' || b.code
union all
select e.id, 'after', a.id, a.name
from organisation_entry e
join bureau b on e.reason = '組織の改正（初期設定）：' || b.code
join bureau_successor s on s.bureau_id = b.id
join bureau a on a.id = s.successor_id;
update organisation_entry set reason = '組織の改正（初期設定）';

alter table transfer add column organisation_id integer constraint transfer_organisation_fk references organisation_entry;
create index transfer_organisation on transfer (organisation_id) where organisation_id is not null;

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
-- Bureaus keep the names and days that are in force, and the successors that are.
alter table transfer drop column organisation_id;
drop table organisation_part, organisation_entry, bureau_term;
drop trigger bureau_successor_no_circle on bureau_successor;
drop function successors_end();
drop trigger if exists bureau_successor_sealed on bureau_successor;
delete from bureau_successor where recorded_to <> 'infinity';
drop index bureau_successor_once;
alter table bureau_successor
    drop constraint bureau_successor_pk,
    drop constraint bureau_successor_recorded,
    drop constraint bureau_successor_closed,
    drop column id,
    drop column recorded_from,
    drop column recorded_to,
    drop column change_id,
    drop column closed_by,
    add constraint bureau_successor_pk primary key (bureau_id, successor_id);
-- Of bureaus with one name the first keeps it; the days of a withdrawn one are any.
update bureau b set name = b.name || '（' || b.code || '）' where exists (select from bureau o where o.name = b.name and o.id < b.id);
update bureau set valid_to = valid_from + 1 where valid_from = valid_to;
alter table bureau
    drop constraint bureau_valid,
    drop constraint bureau_code_form,
    add constraint bureau_name_unique unique (name),
    add constraint bureau_valid check (valid_from < valid_to),
    add constraint bureau_code_form check (code ~ '^B[0-9]{2}$');
