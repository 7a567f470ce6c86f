package store_test

import (
	"testing"

	"tetsuzuki/db"
)

// Edits of many of before stay; on the way down none that works or has failed is lost.
func TestTheStepOfEditsByAJobUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 152, 153
	pool, do := migrating(t)
	add := func(state string) string {
		return `insert into bulk_edit (conditions, patch, reason, actor, at, state) values ('', '{}', '架空', '架空', now(), '` + state + `');`
	}
	refused := func(state string) string {
		return `do $$ begin
			begin
				` + add(state) + `
				assert false, 'is written: ` + state + `';
			exception when check_violation then null;
			end;
		end $$;`
	}
	do(before, add("waiting")+add("returned")+add("withdrawn")+refused("working")+refused("failed")+`
		insert into change (at, actor, kind, reason, previous_hash, content_hash, hash)
		values (now(), '架空', 'edit', '架空', sha256(''), sha256(''), sha256(''));
		insert into bulk_edit (conditions, patch, reason, actor, at, state, change_id)
		values ('', '{}', '架空', '架空', now(), 'written', (select max(id) from change));
		insert into bulk_edit_process (bulk_edit_id, process_id, version) select min(id), 1, 1 from bulk_edit`)
	do(step, `do $$ begin
		assert (select array_agg(state order by id) from bulk_edit) = array['waiting', 'returned', 'withdrawn', 'written'];
	end $$;`+add("working")+add("failed")+refused("架空"))

	if err := db.MigrateTo(t.Context(), pool, before); err == nil {
		t.Fatal("the step goes down while an edit works and one has failed")
	}
	do(step, `do $$ begin assert (select count(*) from bulk_edit where state in ('working', 'failed')) = 2; end $$;
		update bulk_edit set state = 'withdrawn' where state in ('working', 'failed')`)
	do(before, `do $$ begin
		assert (select count(*) from bulk_edit) = 6 and (select count(*) from bulk_edit_process) = 1;
	end $$;`+refused("working"))
	do(step, add("working"))
}
