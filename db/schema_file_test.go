package db_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
)

var update = flag.Bool("update", false, "write schema.sql anew")

// dumpedBy is the version of PostgreSQL in whose words schema.sql is.
const dumpedBy = " 15."

// schema.sql is what the migrations make, for whoever wants to read it in one place; and
// it makes the same schema again.
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	version, err := exec.CommandContext(t.Context(), "pg_dump", "--version").Output()
	if err != nil || !bytes.Contains(version, []byte(dumpedBy)) {
		t.Skipf("schema.sql is in the words of PostgreSQL%s, and pg_dump is %q: %v", dumpedBy, version, err)
	}
	got := schemaOf(t, pgtest.New(t))
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Fatal("schema.sql is not what the migrations make: run go test ./db -run SchemaFile -update")
	}
	empty := pgtest.Empty(t)
	if _, err := pgtest.Open(t, empty).ExecContext(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	if again := schemaOf(t, empty); again != got {
		t.Error("a database made from schema.sql has another schema")
	}
}

const preamble = `-- The schema as the migrations make it, to be read: functions, then each table with all
-- that belongs to it, then the foreign keys and policies. What roles may do is in rights.sql.
-- Written by: go test ./db -run SchemaFile -update. Change it by a new file in migrations/.

SET check_function_bodies = false; -- functions stand before the tables that they read
`

// part is one object of a dump.
type part struct{ kind, table, text string }

var (
	partHead = regexp.MustCompile(`(?m)^--\n-- Name: (.+); Type: (.+); Schema: .*\n--\n`)
	ofTable  = regexp.MustCompile(`CREATE (?:UNIQUE )?INDEX \S+ ON (\S+)|^ALTER TABLE (\S+) `)
	// standing is what goes without saying: settings of the dump, and how a sequence counts by default.
	standing = regexp.MustCompile(
		`(?m)^SET default_.*\n*|(SEQUENCE NAME \w+)\n +START WITH 1\n +INCREMENT BY 1\n +NO MINVALUE\n +NO MAXVALUE\n +CACHE 1\n`)
)

// schemaOf is a database's schema as schema.sql has it.
func schemaOf(t *testing.T, url string) string {
	t.Helper()
	dump, err := exec.CommandContext(t.Context(), "pg_dump", "--schema-only", "--schema=public", "--no-owner", "--no-privileges", url).Output()
	if err != nil {
		t.Fatal(err)
	}
	text := string(dump)
	heads := partHead.FindAllStringSubmatchIndex(text, -1)
	var parts []part
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		} else if at := strings.Index(text, "\n--\n-- PostgreSQL database dump complete"); at > 0 {
			end = at
		}
		name, kind := text[h[2]:h[3]], text[h[4]:h[5]]
		body := strings.TrimSpace(text[h[1]:end])
		body = strings.NewReplacer("public.", "", "TABLE ONLY ", "TABLE ", "\n    ADD CONSTRAINT ", " ADD CONSTRAINT ", "IDENTITY (\n    ",
			"IDENTITY (").Replace(body)
		body = strings.TrimSpace(standing.ReplaceAllString(body, "$1"))
		table, _, _ := strings.Cut(name, " ") // of what belongs to a table, its name comes first
		if of := ofTable.FindStringSubmatch(body); of != nil {
			table = of[1] + of[2]
		}
		if body == "" || kind == "COMMENT" || kind == "SCHEMA" || strings.HasPrefix(table, "goose_db_version") {
			continue
		}
		parts = append(parts, part{kind, table, body})
	}
	// Stable: within a table the dump's own order stays, the table itself first.
	place := func(p part) (int, string) {
		switch p.kind {
		case "FUNCTION":
			return 0, p.table
		case "FK CONSTRAINT", "POLICY":
			return 2, p.table
		}
		return 1, p.table
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		i, x := place(a)
		k, y := place(b)
		if i != k {
			return i - k
		}
		return strings.Compare(x, y)
	})
	out := preamble
	for i, p := range parts {
		if i == 0 || p.table != parts[i-1].table || p.kind == "FUNCTION" || p.kind == "TABLE" {
			out += "\n"
		}
		out += p.text + "\n"
	}
	return out
}
