package store_test

import "testing"

// Reminders, addresses and mails go with the step down, and whatever else there is
// stays.
func TestTheStepOfMailsUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 17, 18
	_, do := migrating(t)
	do(before, `insert into account (login, name, role) values ('a', '架空', 'planner');
		insert into round (name, fiscal_year, opens_on, deadline, set_by) values ('架空の回', 2025, '2026-06-01', '2026-06-12', '架空')`)
	do(step, `update account set email = 'kaku@example.lg.jp', mails_since = now();
		insert into reminder (round_id, bureau_id, kind, day, deadline, actor) values (1, 1, 'late', '2026-06-15', '2026-06-12', '');
		insert into mail (account_id, notice, kind, at, actor, round_id) select id, 'reminder/1', 'reminder_late', now(), '', 1 from account`)
	do(before, `do $$ begin assert (select count(*) from account) = 1 and (select count(*) from round) = 1; end $$`)
	do(step, `do $$ begin assert (select email is null from account) and not exists (select from mail)
		and not exists (select from reminder); end $$`)
}
