package cli

import (
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The verbs edit many processes and undo that, wait until it is done, and tell its steps beside what
// they print.
func TestManyProcessesAreEditedByTheVerb(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	w := storetest.Over(t, url, store.Options{})
	w.Catalogue(t)
	for _, c := range []struct {
		args   string
		status int
		printed
	}{
		{"bulk-edit --bureau 環境局 --set platform=架空基盤 --reason 架空 --preview", exitOK, printed{out: "何も書いていません"}},
		{"bulk-edit --bureau 環境局 --set platform=架空基盤 --reason 架空 --json", exitOK,
			printed{out: `"state": "written"`, err: "手続を書いています（3 手続）…\n変更を記録しています…\n"}},
		{"bulk-edit undo 1", exitWrong, printed{err: "理由を入力してください"}},
		{"bulk-edit undo 1 --reason 架空", exitOK, printed{out: "元に戻したもの 3 手続", err: "取り消す手続を確かめています…\n手続を元に戻しています…\n"}},
		{"bulk-edit undo 1 --reason 架空", exitWrong, printed{err: "すでに取り消されています"}},
		{"bulk-edits", exitOK, printed{out: "取消し済み"}},
	} {
		status, out, stderr := runOn(t, url, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
	}
	if n, err := w.Store.Total(t.Context(), registry.Operator("試験"), store.ProcessFilter{Platforms: []string{"架空基盤"}}); err != nil || n != 0 {
		t.Errorf("undone, %d processes have the value (%v)", n, err)
	}
}
