package store_test

import "testing"

// Amendments of before stay; a choice that is called otherwise is not deleted on the way down.
func TestTheStepOfCodeLabelsUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 140, 152
	_, do := migrating(t)
	add := func(kind, writing string) string {
		return `insert into code_amendment (list, kind, code, writing, effective_from, reason, set_by, recorded_from, change_id)
			values ('obstacle', '` + kind + `', '3', '` + writing + `', '2022-04-01', '架空', '架空', now(), (select max(id) from change));`
	}
	do(before, `insert into change (at, actor, kind, reason, previous_hash, content_hash, hash)
		values (now(), '架空', 'setting', '架空', sha256(''), sha256(''), sha256(''));`+add("writing", "架空の書き方"))
	do(step, add("label", "架空の名前")+add("note", "架空の説明")+add("order", "2")+`do $$ begin
		begin
			`+add("order", "いちばん上")+`
			assert false;
		exception when check_violation then null;
		end;
		assert (select count(*) = 4 from code_amendment);
	end $$`)
	do(step, `alter table code_amendment disable trigger all; delete from code_amendment where kind <> 'writing'`)
	do(before, `do $$ begin assert (select count(*) = 1 from code_amendment); end $$`)
	do(step, ``)
}
