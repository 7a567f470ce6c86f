package cli

import (
	"strings"
	"testing"
)

func TestSeveralHostsOfADatabase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"postgres://a:b@db/x?sslmode=disable":                               "postgres://a:b@db/x?sslmode=disable",
		"postgres://a:b@db1:5432,db2:5433/x?sslmode=disable":                "postgres://a:b@/x?host=db1%2Cdb2&port=5432%2C5433&sslmode=disable",
		"postgresql://a:b%40c@db1,db2,db3:6/x?sslmode=disable":              "postgresql://a:b%40c@/x?host=db1%2Cdb2%2Cdb3&port=5432%2C5432%2C6&sslmode=disable",
		"postgres://a@[::1]:5,[::2]/x?sslmode=disable":                      "postgres://a@/x?host=%3A%3A1%2C%3A%3A2&port=5%2C5432&sslmode=disable",
		"postgres:///x?host=db1,db2&port=5432&sslmode=disable":              "postgres:///x?host=db1,db2&port=5432&sslmode=disable",
		"postgres://db1,db2/x?sslmode=disable&target_session_attrs=primary": "postgres:///x?host=db1%2Cdb2&port=5432%2C5432&sslmode=disable&target_session_attrs=primary",
	} {
		if got, err := databaseURL(in); err != nil || got != want {
			t.Errorf("%s is read as %s, %v; want %s", in, got, err, want)
		}
	}
	for in, says := range map[string]string{
		"postgres://a:himitsu@db1:x,db2/x?sslmode=disable":                            "1番目のホスト",
		"postgres://a:himitsu@db1,::2/x?sslmode=disable":                              "2番目のホスト",
		"postgres://a:himitsu@db1,,db2/x?sslmode=disable":                             "名前のないもの",
		"postgres://a:himitsu@db1,db2/x?sslmode=disable&port=5":                       "どちらか一方",
		"postgres:///x?password=himitsu&host=db1,db2,db3&port=1,2&sslmode=disable":    "ホストが3個、ポートが2個",
		"postgres://a:himitsu@db1,db2/x":                                              "sslmode",
		"postgres://a:himitsu@db1,db2/x?sslmode=disable&target_session_attrs=standby": "target_session_attrs=read-write",
	} {
		_, err := databaseURL(in)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "himitsu") {
			t.Errorf("%s: %v; want word of %q", in, err, says)
		}
	}
}
