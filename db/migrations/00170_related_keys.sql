-- What may belong to a process is found by the hashes of its name, of its law and article, and of its
-- documents: a text may be longer than a key of an index. Each with the bureau, and in the order in
-- which the first of a bureau are looked at.

-- +goose Up
create index process_name_key on process
    (hashtextextended(split_part(search_text, e'\n', 1), 0), bureau_id, process_id);
create index process_law_key on process
    (hashtextextended(split_part(search_text, e'\n', 3), 0), bureau_id, hashtextextended(split_part(search_text, e'\n', 4), 0), process_id)
    where legal_basis <> '';
create index process_documents_key on process
    (hash_array_extended(attachments, 0), process_type, bureau_id, hashtextextended(split_part(search_text, e'\n', 3), 0), process_id)
    where attachments <> '{}';

-- +goose Down
drop index process_documents_key;
drop index process_law_key;
drop index process_name_key;
