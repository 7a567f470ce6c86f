package store

import (
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// A lost server is no mistake of the program's or of whoever asked: it may be there
// again soon.
func TestALostDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s, err := Open(t.Context(), url, Options{MaxConnections: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Transact(t.Context(), func(tx *Store) error {
		if _, err := pgtest.Open(t, url).Exec(`select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid()`); err != nil {
			t.Fatal(err)
		}
		_, err := tx.Bureau(t.Context(), "環境局")
		if registry.CodeOf(err) != registry.Unavailable {
			t.Errorf("in a transaction whose server is gone: %v", err)
		}
		_, err = tx.Bureau(t.Context(), "環境局")
		return err
	})
	if registry.CodeOf(err) != registry.Unavailable || registry.MessageOf(err) != lost {
		t.Errorf("after that: %v", err)
	}
	if _, err := s.Bureau(t.Context(), "環境局"); err != nil {
		t.Errorf("with the server back: %v", err)
	}
	if _, err := Open(t.Context(), "postgres:///x?host=/nowhere&sslmode=disable", Options{}); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("a server that is not there: %v", err)
	}
}
