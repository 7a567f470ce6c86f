-- What an earlier reading had of a row is its bureau's alone, as a staged row is.

-- +goose Up
drop policy earlier_row_of_bureau on earlier_row;
create policy earlier_row_of_bureau on earlier_row using (
    (select reaches_all()) or bureau_id = (select reached_bureau()) and exists (select from upload u where u.id = earlier_row.upload_id));

-- +goose Down
drop policy earlier_row_of_bureau on earlier_row;
create policy earlier_row_of_bureau on earlier_row using (
    (select reaches_all()) or exists (select from upload u where u.id = earlier_row.upload_id));
