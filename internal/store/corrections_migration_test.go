package store_test

import "testing"

// What a person corrected in an upload's structure is there under the column's new name, and
// under the former one again after the step down.
func TestCorrectionsSurviveTheRenamingOfTheirColumnUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 60, 61
	_, do := migrating(t)
	do(before, `insert into upload (id, actor, file_name, file_bytes, sha256, state, verdict, preview, said) overriding system value values
		(1, '作り物の人', 'a.xlsx', 0, sha256(''), 'structure', 'staged', '[]', '{"sheets": [{"sheet": "一覧"}]}'),
		(2, '作り物の人', 'b.xlsx', 0, sha256('b'), 'structure', 'staged', '[]', null)`)
	do(step, `do $$ begin
		assert (select corrections from upload where id = 1) = '{"sheets": [{"sheet": "一覧"}]}';
		assert (select corrections is null from upload where id = 2);
	end $$`)
	do(before, `do $$ begin
		assert (select said from upload where id = 1) = '{"sheets": [{"sheet": "一覧"}]}';
		assert (select said is null from upload where id = 2);
	end $$`)
}
