-- Texts that people enter have an end, so that nobody can make the pages of others
-- endless. What was entered before stays as it is.

-- +goose Up
alter table account add constraint account_name_length check (length(name) <= 200) not valid;
alter table api_token add constraint api_token_name_length check (length(name) <= 100) not valid;
alter table round
    add constraint round_name_length check (length(name) <= 100) not valid,
    add constraint round_note_length check (length(note) <= 1000) not valid;
alter table transfer
    add constraint transfer_reason_length check (length(reason) <= 2000) not valid,
    add constraint transfer_end_reason_length check (length(end_reason) <= 2000) not valid;
alter table upload
    add constraint upload_file_name_length check (length(file_name) <= 255) not valid,
    add constraint upload_reason_length check (length(reason) <= 1000) not valid;
-- What the program says of a reading is as long as it takes.
alter table upload_event add constraint upload_event_text_length check (kind not in ('submitted', 'returned') or length(text) <= 2000) not valid;
alter table upload_remark
    add constraint upload_remark_place_length check (length(sheet) <= 255 and length(cell) <= 20) not valid,
    add constraint upload_remark_text_length check (length(text) <= 1000) not valid;
alter table change add constraint change_reason_length check (length(reason) <= 2000) not valid;
alter table process add constraint process_priority_reason_length check (length(priority_reason) <= 1000) not valid;

-- +goose Down
alter table process drop constraint process_priority_reason_length;
alter table change drop constraint change_reason_length;
alter table upload_remark drop constraint upload_remark_text_length, drop constraint upload_remark_place_length;
alter table upload_event drop constraint upload_event_text_length;
alter table upload drop constraint upload_reason_length, drop constraint upload_file_name_length;
alter table transfer drop constraint transfer_end_reason_length, drop constraint transfer_reason_length;
alter table round drop constraint round_note_length, drop constraint round_name_length;
alter table api_token drop constraint api_token_name_length;
alter table account drop constraint account_name_length;
