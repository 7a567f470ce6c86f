package page_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A file that could be read, and cannot be read anew, stays as it was read, and every
// page of it says so until it is read again.
func TestAFailedReadingAnewIsTold(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	reads := r.Worker.Kinds[registry.JobRead]
	fails := func(context.Context, *job.Job) error {
		return registry.Errorf(registry.Internal, "test", "架空の故障です。")
	}
	r.Worker.Backoff = func(int) time.Duration { return 0 }
	with := func(h job.Handler) { r.Worker.Kinds = map[registry.JobKind]job.Handler{registry.JobRead: h} }
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "棚卸.xlsx", webtest.OwnBook(t, "一覧")).Want(t, http.StatusSeeOther).Header.Get("Location")
	page := b.Get(at+"/structure").Want(t, http.StatusOK, "!読み直せませんでした")

	with(fails)
	b.Post(at+"/structure", "reading", page.Page(t).Hidden("reading"), "do", "correct", "field.0.3.D", "remarks").Want(t, http.StatusSeeOther)
	told := []string{"ファイルを読み直せませんでした", "架空の故障です。", "その前に読み取った内容です", "直した表と列は、保管してありますが、まだ使っていません"}
	for _, path := range []string{"", "/structure", "/findings"} {
		b.Get(at+path).Want(t, http.StatusOK, told...).See(t, webtest.Form(at+"/stage"))
	}
	r.As(registry.Planner).Get(at).Want(t, http.StatusOK, "ファイルを読み直せませんでした", "!もう一度読み直す")
	b.Get("/api/v1"+at).Want(t, http.StatusOK, `"state":"structure"`, `"reading":{"state":"failed"`, `"message":"架空の故障です。","failed_at":"20`)

	with(reads)
	b.Post(at+"/stage").Want(t, http.StatusSeeOther)
	b.Get(at).Want(t, http.StatusOK, "提出前", "!読み直せませんでした")
	b.Get("/api/v1"+at).Want(t, http.StatusOK, "!\"reading\"")

	// Where nothing was corrected, nothing is said of it, and the pages after it say it too.
	with(fails)
	b.Post(at+"/stage").Want(t, http.StatusSeeOther)
	for _, path := range []string{"", "/structure", "/findings", "/difference", "/submission"} {
		b.Get(at+path).Want(t, http.StatusOK, "ファイルを読み直せませんでした", "もう一度読み直す", "!まだ使っていません")
	}
	b.Post(at+"/submit", "keep", "1").Want(t, http.StatusSeeOther)
	r.As(registry.Approver).Get(at+"/submission").Want(t, http.StatusOK, "ファイルを読み直せませんでした", "!もう一度読み直す")
	r.As(registry.Approver).Post(at+"/approve").Want(t, http.StatusSeeOther)
	r.As(registry.Approver).Get(at).Want(t, http.StatusOK, "登録しました", "!読み直せませんでした")
}

// The right rows of a faulty file are asked for again as such.
func TestAFailedReadingOfRightRowsIsAskedForAgainAsSuch(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	right := []any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"}
	at := b.Send("/uploads", "棚卸.xlsx", webtest.Sheet(t, right, []any{"架空騒音の届出", "架空騒音法", "たくさん", 300, "実施済", "不要"})).
		Want(t, http.StatusSeeOther).Header.Get("Location")
	b.Get(at).Want(t, http.StatusOK, "修正が必要")
	reads := r.Worker.Kinds[registry.JobRead]
	r.Worker.Kinds = map[registry.JobKind]job.Handler{registry.JobRead: func(context.Context, *job.Job) error { panic("架空の故障") }}
	b.Post(at+"/stage-right").Want(t, http.StatusSeeOther)
	b.Get(at).Want(t, http.StatusOK, "修正が必要", "ファイルを読み直せませんでした").See(t, webtest.Form(at+"/stage-right"))
	r.Worker.Kinds = map[registry.JobKind]job.Handler{registry.JobRead: reads}
	b.Post(at+"/stage-right").Want(t, http.StatusSeeOther)
	b.Get(at).Want(t, http.StatusOK, "提出前", "直すところのある行は、登録しません", "!読み直せませんでした")
}
