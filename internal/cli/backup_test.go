package cli

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// A backup, taken and brought back as the README says, is the registry as it was.
func TestABackupComesBackWhole(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	from, to := pgtest.New(t), pgtest.Empty(t)
	path, _ := workbook(t, "議会局")
	if status, _, stderr := runOn(t, from, "migrate", "up"); status != exitOK { // with the code lists
		t.Fatal(stderr)
	}
	if got := imported(t, from, path, "--bureau", "議会局"); got.State != registry.UploadConfirmed {
		t.Fatal(got.State)
	}
	if status, _, stderr := runOn(t, from, "snapshot", "add", "架空の公表値"); status != exitOK {
		t.Fatal(stderr)
	}
	dump := filepath.Join(t.TempDir(), "backup.dump")
	for _, command := range [][]string{
		{"pg_dump", "-Fc", "-f", dump, from},
		{"pg_restore", "--no-owner", "--no-privileges", "-d", to, dump},
	} {
		if words := strings.Join(command[:len(command)-2], " "); !strings.Contains(string(readme), strings.ReplaceAll(words, dump, "控え.dump")) {
			t.Errorf("the README does not say %q", words)
		}
		if _, err := exec.LookPath(command[0]); err != nil {
			t.Skipf("%s is not on this machine", command[0])
		}
		if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command[0], err, out)
		}
	}
	if status, _, stderr := runOn(t, to, "migrate", "up"); status != exitOK {
		t.Fatal(stderr)
	}
	_, want, _ := runOn(t, from, "verify")
	if status, got, stderr := runOn(t, to, "verify"); status != exitOK || got != want || !strings.Contains(got, "公表値 1 件も") {
		t.Errorf("status %d, %s%s, want %s", status, got, stderr, want)
	}
	var may, forbidden bool
	if err := pgtest.Open(t, to).
		QueryRow(`select has_table_privilege('tetsuzuki_app', 'process', 'insert'), has_table_privilege('tetsuzuki_app', 'change', 'delete')`).
		Scan(&may, &forbidden); err != nil || !may || forbidden {
		t.Errorf("the rights did not come back: %t %t, %v", may, forbidden, err)
	}
}

func TestADatabaseOfAnotherEncodingIsRefused(t *testing.T) {
	t.Parallel()
	home := pgtest.Empty(t)
	pool := pgtest.Open(t, home)
	if _, err := pool.Exec(`create database euc encoding 'EUC_JP' template template0 locale 'C'`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.Exec(`drop database euc`); err != nil {
			t.Error(err)
		}
	})
	at, err := url.Parse(home)
	if err != nil {
		t.Fatal(err)
	}
	at.Path = "/euc"
	for _, verb := range []string{"migrate up", "verify"} {
		if status, _, stderr := runOn(t, at.String(), strings.Fields(verb)...); status != exitWrong || !strings.Contains(stderr, "EUC_JP") {
			t.Errorf("%s: status %d, %s", verb, status, stderr)
		}
	}
}

func TestAnEmptyDatabaseIsToldAsSuch(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	if status, _, stderr := runOn(t, url, "verify"); status != exitWrong || stderr != "データベースはまだ空です。「tetsuzuki migrate up」を実行してください。\n" {
		t.Errorf("status %d, %s", status, stderr)
	}
}
