-- A choice of a code list can be called otherwise, stand elsewhere among the others and have a
-- note for whoever chooses. Its code stays, and what it means.

-- +goose Up
alter table code_amendment
    drop constraint code_amendment_kind_known,
    drop constraint code_amendment_writing_given,
    drop constraint code_amendment_writing_length,
    add constraint code_amendment_kind_known check (kind in ('writing', 'choice', 'label', 'note', 'order', 'end')),
    add constraint code_amendment_writing_given check ((kind in ('writing', 'label', 'note', 'order')) = (btrim(writing) <> '')),
    add constraint code_amendment_writing_length check (length(writing) <= case kind when 'note' then 1000 else 100 end),
    add constraint code_amendment_place check (kind <> 'order' or writing ~ '^[1-9][0-9]{0,2}$');
drop index code_amendment_once;
create unique index code_amendment_once on code_amendment (list, kind, code, writing, effective_from) where recorded_to = 'infinity';

-- +goose Down
-- Refused while a choice is called otherwise, moved or noted: history is not deleted.
drop index code_amendment_once;
create unique index code_amendment_once on code_amendment (list, kind, code, writing) where recorded_to = 'infinity';
alter table code_amendment
    drop constraint code_amendment_place,
    drop constraint code_amendment_kind_known,
    drop constraint code_amendment_writing_given,
    drop constraint code_amendment_writing_length,
    add constraint code_amendment_kind_known check (kind in ('writing', 'choice', 'end')),
    add constraint code_amendment_writing_given check ((kind = 'writing') = (btrim(writing) <> '')),
    add constraint code_amendment_writing_length check (length(writing) <= 100);
