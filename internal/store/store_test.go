package store_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// open gives the test a registry of its own: the bureaus, and no process.
func open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), pgtest.New(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOpenSaysWhatIsWrongWithTheAddress(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), "postgres://localhost/%zz", store.Options{})
	if got := registry.CodeOf(err); got != registry.Invalid {
		t.Errorf("code %q, want %q (%v)", got, registry.Invalid, err)
	}
}

func TestOpenNeedsTheSchema(t *testing.T) {
	t.Parallel()
	if s, err := store.Open(t.Context(), pgtest.Empty(t), store.Options{}); err == nil {
		s.Close()
		t.Error("opened a database without a schema")
	}
}

// Every named query fits the schema; one that does not is named.
func TestQueriesAreCheckedAgainstTheSchema(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	if err := w.CheckQueries(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pool.ExecContext(t.Context(), "alter table bureau rename column name to called"); err != nil {
		t.Fatal(err)
	}
	if err := w.CheckQueries(t.Context()); err == nil || !strings.Contains(err.Error(), "b.name") {
		t.Errorf("with a column that has another name: %v", err)
	}
}

// Nobody can sign in to a new registry: there are no accounts to begin with.
func TestANewRegistryHasNoAccounts(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	var n int
	err := w.Pool.QueryRowContext(t.Context(),
		"select (select count(*) from account) + (select count(*) from identity) + (select count(*) from api_token) + (select count(*) from "+
			"session)").Scan(&n)
	if err != nil || n != 0 {
		t.Errorf("%d accounts, tokens and sessions, %v", n, err)
	}
}

func TestANewRegistryKnowsTheBureaus(t *testing.T) {
	t.Parallel()
	s := open(t)
	bureaus, err := s.Bureaus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	on := 0
	for _, b := range bureaus {
		if b.On(registry.Now) {
			on++
		}
	}
	if len(bureaus) != 33 || on != 29 {
		t.Errorf("%d bureaus, %d of them to stay; want 33 and 29", len(bureaus), on)
	}
	welfare, err := s.Bureau(t.Context(), "福祉保健局")
	if err != nil {
		t.Fatal(err)
	}
	if len(welfare.Successors) != 2 || welfare.ValidTo.Format("2006-01-02") != "2023-07-01" || !welfare.ValidFrom.IsZero() {
		t.Errorf("福祉保健局 is %+v", welfare)
	}
	byCode, err := s.Bureau(t.Context(), "ｂ11")
	if err != nil || byCode.ID != welfare.ID {
		t.Errorf("by code in full width: %v, %v", byCode, err)
	}
	if _, err := s.Bureau(t.Context(), "ない局"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("an unknown bureau: %v", err)
	}
}

func TestSyncCodeListsTwice(t *testing.T) {
	t.Parallel()
	s := open(t)
	lists := []store.CodeList{
		{Name: "fee", Version: 1, ValidFrom: 2021, ValidTo: 2023, Codes: []store.Code{{"none", "無"}}},
		{Name: "fee", Version: 2, ValidFrom: 2024, Codes: []store.Code{{"none", "なし"}, {"required", "あり"}}},
	}
	for range 2 {
		if err := s.SyncCodeLists(t.Context(), lists); err != nil {
			t.Fatal(err)
		}
	}
}
