-- The glossary's words: a value that is not what stands in its cell is a normalised
-- value, and the tables of a comparison are named for it. Rows of reports name the rule
-- of such values, which is renamed with them.

-- +goose Up
alter table upload rename column healed to normalised;
alter table upload rename constraint upload_healed_not_negative to upload_normalised_not_negative;
alter table staged_row rename column healed to normalised;
alter table comparison rename column healed_other to normalised_other;
alter table comparison rename column healed_same to normalised_same;

alter table compared_row rename to comparison_row;
alter table comparison_row rename constraint compared_row_pk to comparison_row_pk;
alter table comparison_row rename constraint compared_row_kind_known to comparison_row_kind_known;
alter index compared_row_kind rename to comparison_row_kind;
alter policy compared_row_of_bureau on comparison_row rename to comparison_row_of_bureau;
alter table compared_field rename to comparison_field;
alter table comparison_field rename constraint compared_field_pk to comparison_field_pk;
alter policy compared_field_of_bureau on comparison_field rename to comparison_field_of_bureau;
alter table compared_missing rename to comparison_missing;
alter table comparison_missing rename constraint compared_missing_pk to comparison_missing_pk;
alter policy compared_missing_of_bureau on comparison_missing rename to comparison_missing_of_bureau;
alter table compared_doubt rename to comparison_doubt;
alter table comparison_doubt rename constraint compared_doubt_pk to comparison_doubt_pk;
alter policy compared_doubt_of_bureau on comparison_doubt rename to comparison_doubt_of_bureau;
alter table compared_conflict rename to comparison_conflict;
alter table comparison_conflict rename constraint compared_conflict_pk to comparison_conflict_pk;
alter index compared_conflict_open rename to comparison_conflict_open;
alter policy compared_conflict_of_bureau on comparison_conflict rename to comparison_conflict_of_bureau;
alter table compared_healed rename to comparison_normalised;
alter table comparison_normalised rename constraint compared_healed_pk to comparison_normalised_pk;
alter policy compared_healed_of_bureau on comparison_normalised rename to comparison_normalised_of_bureau;

update upload set report = replace(report::text, '"R-healed"', '"R-normalised"')::jsonb where report::text like '%"R-healed"%';

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter policy comparison_normalised_of_bureau on comparison_normalised rename to compared_healed_of_bureau;
alter table comparison_normalised rename constraint comparison_normalised_pk to compared_healed_pk;
alter table comparison_normalised rename to compared_healed;
alter policy comparison_conflict_of_bureau on comparison_conflict rename to compared_conflict_of_bureau;
alter index comparison_conflict_open rename to compared_conflict_open;
alter table comparison_conflict rename constraint comparison_conflict_pk to compared_conflict_pk;
alter table comparison_conflict rename to compared_conflict;
alter policy comparison_doubt_of_bureau on comparison_doubt rename to compared_doubt_of_bureau;
alter table comparison_doubt rename constraint comparison_doubt_pk to compared_doubt_pk;
alter table comparison_doubt rename to compared_doubt;
alter policy comparison_missing_of_bureau on comparison_missing rename to compared_missing_of_bureau;
alter table comparison_missing rename constraint comparison_missing_pk to compared_missing_pk;
alter table comparison_missing rename to compared_missing;
alter policy comparison_field_of_bureau on comparison_field rename to compared_field_of_bureau;
alter table comparison_field rename constraint comparison_field_pk to compared_field_pk;
alter table comparison_field rename to compared_field;
alter policy comparison_row_of_bureau on comparison_row rename to compared_row_of_bureau;
alter index comparison_row_kind rename to compared_row_kind;
alter table comparison_row rename constraint comparison_row_kind_known to compared_row_kind_known;
alter table comparison_row rename constraint comparison_row_pk to compared_row_pk;
alter table comparison_row rename to compared_row;

alter table comparison rename column normalised_same to healed_same;
alter table comparison rename column normalised_other to healed_other;
alter table staged_row rename column normalised to healed;
alter table upload rename constraint upload_normalised_not_negative to upload_healed_not_negative;
alter table upload rename column normalised to healed;

update upload set report = replace(report::text, '"R-normalised"', '"R-healed"')::jsonb where report::text like '%"R-normalised"%';
