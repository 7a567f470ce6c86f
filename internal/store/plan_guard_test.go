package store_test

import (
	"errors"
	"testing"

	"github.com/lib/pq"

	"tetsuzuki/internal/store/storetest"
)

// What was decided of a plan cannot be written again, whoever tries.
func TestWhatWasDecidedOfAPlanStays(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	exec := func(statement string) error {
		_, err := w.Pool.ExecContext(t.Context(), statement)
		return err
	}
	for _, s := range []string{
		`insert into plan (name, wish, actor) values ('架空の計画', '{}', '架空の本部')`,
		`update plan set outcome = '{"value": 1}'`,
		`insert into plan_adoption (plan_id, reason, actor, state) values (1, '架空', '架空の本部', 'waiting')`,
		`update plan_adoption set state = 'returned', decided_at = now(), decided_by = '架空の本部'`,
		`update plan set withdrawn_at = now(), withdrawn_by = '架空の本部', withdrawn_why = '架空'`,
	} {
		if err := exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	for _, s := range []string{
		`update plan set outcome = '{"value": 2}'`, `update plan set outcome = null`, `update plan set withdrawn_by = '架空の別人'`,
		`update plan set withdrawn_at = null, withdrawn_by = '', withdrawn_why = ''`,
		`update plan_adoption set decided_by = '架空の別人'`, `update plan_adoption set state = 'waiting', decided_at = null`,
		`update plan_adoption set state = 'withdrawn'`,
	} {
		if e, ok := errors.AsType[*pq.Error](exec(s)); !ok || e.Code.Name() != "integrity_constraint_violation" {
			t.Errorf("%s: %v", s, e)
		}
	}
}
