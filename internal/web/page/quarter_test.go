package page_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// Headquarters chooses two ends, sees what will be published, and takes the whole quarter as one
// file; a bureau's account is told where its own part is.
func TestTheQuarterInOneStep(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	hq := r.As(registry.Headquarters)
	hq.Get("/exports").See(t, webtest.Link("四半期報告を作る", "/reports/quarter"))
	hq.Get("/reports/quarter").See(t, webtest.Heading("四半期報告"), webtest.Field("前回（日付か、公表値の番号）"))
	page := hq.Get("/reports/quarter?from=2022-06-30&to=2022-12-31")
	page.Want(t, 200, "2022年12月31日時点で、対象の 3 手続のうち 2 手続（66.6％）", "前回（2022年6月30日、1 手続、33.3％）から ＋33.3 ポイント").See(t,
		webtest.Primary("すべてを1つの zip で保存", "/reports/quarter.zip?from=2022-06-30&to=2022-12-31"))
	got := hq.Get("/reports/quarter.zip?from=2022-06-30&to=2022-12-31").Want(t, 200)
	if got.Header.Get("Content-Type") != request.TypeZIP || !strings.Contains(got.Header.Get("Content-Disposition"), "20221231.zip") {
		t.Errorf("it is %v", got.Header)
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(got.Body)), int64(len(got.Body)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	for _, want := range []string{"SHA256SUMS", "公表文.txt", "進捗報告_20221231.xlsx", "局別/環境局_20221231.xlsx", "図/デジタル化率の増減.png"} {
		if !strings.Contains(strings.Join(names, "\n"), want) {
			t.Errorf("the zip has no %s: %q", want, names)
		}
	}
	hq.Get("/reports/quarter.xlsx?from=2022-06-30&to=2022-12-31&full_list=true").Want(t, 200, "PK")
	hq.Get("/reports/quarter?from=%E5%85%88%E6%9C%88").Want(t, 400, "「先月」を時点として読めません")
	hq.Get("/reports/quarter?from=2022-12-31&to=2022-06-30").Want(t, 400, "はじめの時点には")
	hq.Get("/reports/quarter.zip").Want(t, 400, "from")
	r.As(registry.Officer).Get("/reports/quarter").Want(t, 403, "局の分は、手続一覧から保存してください")
}
