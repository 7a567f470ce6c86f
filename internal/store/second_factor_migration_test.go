package store_test

import "testing"

// Accounts that were there before keep the passwords that they have, as their owners'
// own, and going down again leaves them able to sign in.
func TestAccountsSurviveTheSecondFactorsStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 14, 20
	_, do := migrating(t)
	do(before, `insert into account (login, name, role, password_hash) values ('a', '作り物', 'planner', 'x'), ('b', '作り物', 'auditor', 'y')`)
	do(step, `do $$ begin assert (select bool_and(initial_until is null) from account); end $$;
		update account set initial_until = now() where login = 'b';
		insert into second_factor (account_id, secret, last_step) select id, decode(repeat('00', 20), 'hex'), 1 from account;
		insert into recovery_code (account_id, code_hash) select id, sha256(login::bytea) from account`)
	do(before, `do $$ begin assert (select count(*) from account where password_hash is not null) = 2; end $$`)
	do(step, `do $$ begin assert not exists (select from second_factor); assert (select bool_and(initial_until is null) from account); end $$`)
}
