package store_test

import "testing"

// The bureaus that a registry had keep their names, days and successors through the step, with
// what people record after it; the step down leaves what is in force.
func TestTheOrganisationSurvivesItsStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 88, 95
	_, do := migrating(t)
	do(before, `
		insert into account (login, name, role, bureau_id) values ('a', '作り物の人', 'approver', 10);
		insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by) values (10, 15, '2024-04-01', '作り物', '作り物の人')`)
	do(step, `
		do $$ begin
			assert (select count(*) from bureau_term where recorded_from = '-infinity') = 33;
			assert (select array_agg(kind order by id) from organisation_entry) = '{merge,merge,split,close}';
			assert (select count(*) from organisation_part where side = 'after') = 4;
			assert (select count(*) from bureau_successor where recorded_to = 'infinity') = 4;
			assert (select organisation_id is null from transfer);
		end $$;
		begin;
		insert into change (id, at, actor, kind, reason, previous_hash, content_hash, hash)
		overriding system value values (1, now(), '作り物の人', 'setting', '作り物', sha256(''), sha256(''), sha256(''));
		update bureau_term set recorded_to = now(), closed_by = 1 where bureau_id = 10;
		insert into bureau_term (bureau_id, name, valid_from, valid_to, recorded_from, change_id)
		values (10, '作り物局', '-infinity', 'infinity', now(), 1);
		update bureau set name = '作り物局' where id = 10;
		update bureau_successor set recorded_to = now(), closed_by = 1 where bureau_id = 6;
		commit`)
	do(before, `do $$ begin
		assert (select name from bureau where id = 10) = '作り物局';
		assert (select count(*) from bureau_successor) = 3;
		assert (select count(*) from transfer) = 1;
	end $$`)
	do(step, `do $$ begin
		assert (select name from bureau_term where bureau_id = 10) = '作り物局';
		assert (select count(*) from organisation_entry) = 4;
	end $$`)
}
