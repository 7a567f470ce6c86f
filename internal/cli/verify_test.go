package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
)

func TestVerifyTellsProgramsToo(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	if status, out, _ := runOn(t, url, "verify", "--json"); status != exitOK || !strings.Contains(out, `"problems": []`) {
		t.Errorf("of an empty registry: status %d\n%s", status, out)
	}
	if _, err := pgtest.Open(t, url).Exec(`insert into change (at, actor, kind, previous_hash, content_hash, hash)
		select now(), 'だれか', 'edit', z, z, z from (select sha256('') as z) as zero`); err != nil {
		t.Fatal(err)
	}
	status, out, stderr := runOn(t, url, "verify", "--json")
	if status != exitWrong || !strings.Contains(stderr, "2 件") {
		t.Errorf("status %d, %s", status, stderr)
	}
	var got verificationJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Changes != 1 || len(got.Head) != 64 || len(got.Problems) != 2 || got.Problems[0].Flaw != "order" || got.Problems[0].ChangeID != 1 || got.Problems[0].Message == "" {
		t.Errorf("%+v", got)
	}
}
