package store_test

import "testing"

// What was entered before texts had an end stays as it is, upwards and down again.
func TestTheStepOfTextLengthsUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 23, 25
	_, do := migrating(t)
	do(before, `insert into account (login, name, role) values ('a', repeat('長', 300), 'planner');
		insert into upload (actor, file_name, file_bytes, sha256, reason) values ('架空', repeat('n', 300), 1, sha256('x'), repeat('長', 3000))`)
	do(step, `do $$ begin
		assert (select length(name) = 300 from account) and (select length(reason) = 3000 from upload);
		begin
			insert into account (login, name, role) values ('b', repeat('長', 300), 'planner');
			assert false;
		exception when check_violation then null;
		end;
	end $$`)
	do(before, `do $$ begin assert (select count(*) from account) = 1 and (select length(file_name) = 300 from upload); end $$`)
	do(step, ``)
}
