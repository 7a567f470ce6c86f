package store_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

func TestTheAuditLogIsNeverAltered(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	if err := w.RecordExport(t.Context(), registry.Operator("試験"), store.Export{What: "一覧"}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"update audit_event set actor = 'x'", "delete from audit_event", "truncate audit_event"} {
		if _, err := w.Pool.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%q was carried out", statement)
		}
	}
	events, more, _, err := w.AuditEvents(t.Context(), registry.Operator("試験"), store.AuditFilter{Kind: registry.AuditExport})
	if err != nil || more != nil || len(events) != 1 || events[0].Actor != "試験" || events[0].Object != "一覧" {
		t.Errorf("%+v, %v, %v", events, more, err)
	}
	if _, _, _, err := w.AuditEvents(t.Context(), registry.Scope{}, store.AuditFilter{}); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("without a scope: %v", err)
	}
}
