package web

import (
	"context"
	"net/http"
	"testing"
	"time"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
)

// A file that could be read, and cannot be read anew, stays as it was read, and every
// page of it says so until it is read again.
func TestAFailedReadingAnewIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	reads := r.worker.Kinds[registry.JobRead]
	fails := func(context.Context, *job.Job) error {
		return registry.Errorf(registry.Internal, "test", "架空の故障です。")
	}
	r.worker.Backoff = func(int) time.Duration { return 0 }
	with := func(h job.Handler) { r.worker.Kinds = map[registry.JobKind]job.Handler{registry.JobRead: h} }
	b := r.as(registry.Officer)
	at := b.send("/uploads", "棚卸.xlsx", ownBook(t, "一覧")).want(t, http.StatusSeeOther).header.Get("Location")
	page := b.get(at+"/structure").want(t, http.StatusOK, "!読み直せませんでした")

	with(fails)
	b.post(at+"/structure", "reading", between(page.body, `name="reading" value="`, `"`), "do", "correct", "field.0.3.D", "remarks").want(t, http.StatusSeeOther)
	told := []string{"ファイルを読み直せませんでした", "架空の故障です。", "その前に読み取った内容です", "直した表と列は、保管してありますが、まだ使っていません", `action="` + at + `/stage"`}
	for _, path := range []string{"", "/structure", "/findings"} {
		b.get(at+path).want(t, http.StatusOK, told...)
	}
	r.as(registry.Planner).get(at).want(t, http.StatusOK, "ファイルを読み直せませんでした", "!もう一度読み直す")
	b.get("/api/v1"+at).want(t, http.StatusOK, `"state":"structure"`, `"reading":{"state":"failed"`, `"message":"架空の故障です。","failed_at":"20`)

	with(reads)
	b.post(at+"/stage").want(t, http.StatusSeeOther)
	b.get(at).want(t, http.StatusOK, "提出前", "!読み直せませんでした")
	b.get("/api/v1"+at).want(t, http.StatusOK, "!\"reading\"")

	// Where nothing was corrected, nothing is said of it, and the pages after it say it too.
	with(fails)
	b.post(at+"/stage").want(t, http.StatusSeeOther)
	for _, path := range []string{"", "/structure", "/findings", "/difference", "/submission"} {
		b.get(at+path).want(t, http.StatusOK, "ファイルを読み直せませんでした", "もう一度読み直す", "!まだ使っていません")
	}
	b.post(at+"/submit", "keep", "1").want(t, http.StatusSeeOther)
	r.as(registry.Approver).get(at+"/submission").want(t, http.StatusOK, "ファイルを読み直せませんでした", "!もう一度読み直す")
	r.as(registry.Approver).post(at+"/approve").want(t, http.StatusSeeOther)
	r.as(registry.Approver).get(at).want(t, http.StatusOK, "登録しました", "!読み直せませんでした")
}

// The right rows of a faulty file are asked for again as such.
func TestAFailedReadingOfRightRowsIsAskedForAgainAsSuch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	right := []any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"}
	at := b.send("/uploads", "棚卸.xlsx", sheet(t, right, []any{"架空騒音の届出", "架空騒音法", "たくさん", 300, "実施済", "不要"})).
		want(t, http.StatusSeeOther).header.Get("Location")
	b.get(at).want(t, http.StatusOK, "修正が必要")
	reads := r.worker.Kinds[registry.JobRead]
	r.worker.Kinds = map[registry.JobKind]job.Handler{registry.JobRead: func(context.Context, *job.Job) error { panic("架空の故障") }}
	b.post(at+"/stage-right").want(t, http.StatusSeeOther)
	b.get(at).want(t, http.StatusOK, "修正が必要", "ファイルを読み直せませんでした", `action="`+at+`/stage-right"`)
	r.worker.Kinds = map[registry.JobKind]job.Handler{registry.JobRead: reads}
	b.post(at+"/stage-right").want(t, http.StatusSeeOther)
	b.get(at).want(t, http.StatusOK, "提出前", "直すところのある行は、登録しません", "!読み直せませんでした")
}
