package page_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// An exported list, mended and saved by a program that offices use, comes back:
// what somebody changed meanwhile in a page stays, and only what both changed is
// asked about, with the moment of the export.
func TestAnExportedListComesBack(t *testing.T) {
	t.Parallel()
	for name, save := range map[string]func(t *testing.T, file []byte) []byte{
		"by excelize":    func(_ *testing.T, file []byte) []byte { return file },
		"by LibreOffice": savedByLibreOffice,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := webtest.NewRig(t)
			officer, approver := r.As(registry.Officer), r.As(registry.Approver)
			at := officer.Send("/uploads", "架空.xlsx", webtest.Sheet(t,
				[]any{"架空廃棄物の許可", "架空廃棄物法", 100, 1, "検討中", "不要"},
				[]any{"架空騒音の届出", "架空騒音法", 200, 2, "検討中", "不要"})).Want(t, 303).Header.Get("Location")
			officer.Post(at+"/submit").Want(t, 303)
			approver.Post(at+"/approve").Want(t, 303)

			list := officer.Get("/processes.xlsx").Want(t, 200).Body
			edit := func(id, field, value string) {
				t.Helper()
				approver.Header.Set("If-Match", approver.Get("/api/v1/processes/"+id).Header.Get("ETag"))
				approver.Call(http.MethodPatch, "/api/v1/processes/"+id, fmt.Sprintf(`{"fields": {%q: %q}, "reason": "架空の理由"}`, field, value)).
					Want(t, 200)
			}
			edit("P-0000001", "platform", "架空の基盤")
			edit("P-0000002", "digitization_status", "実施済")

			back := save(t, changed(t, []byte(list), map[string]string{"P-0000001": "局の備考", "P-0000002": "局の備考"}, "備考"))
			back = changed(t, back, map[string]string{"P-0000002": "一部実施済"}, "デジタル化状況")
			at = officer.Send("/uploads", "架空の一覧.xlsx", back).Want(t, 303).Header.Get("Location")
			officer.Get(at).Want(t, 200, "に書き出した登録内容", "ほかの人も変えたところが 1 か所")
			officer.Get(at+"/conflicts").Want(t, 200, "に書き出した登録内容", "P-0000002", "!P-0000001", "デジタル化状況", "実施済", "一部実施済")
			officer.Get("/api/v1"+at).Want(t, 200, `"base":{"from":"stamp"`)
			officer.Post(at+"/conflicts", "conflict.2.digitization_status.0", "theirs", "now.conflict.2.digitization_status.0", "done").Want(t, 303)
			officer.Post(at+"/submit").Want(t, 303)
			approver.Post(at+"/approve").Want(t, 303)
			officer.Get("/api/v1/processes/P-0000001").Want(t, 200, `"platform":"架空の基盤"`, `"remarks":"局の備考"`)
			officer.Get("/api/v1/processes/P-0000002").Want(t, 200, `"digitization_status":"done"`, `"remarks":"局の備考"`)
		})
	}
}

// changed writes into a column of a list, row by row of the processes.
func changed(t *testing.T, list []byte, cells map[string]string, label string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	column, id := slices.Index(rows[0], label)+1, slices.Index(rows[0], "手続ID")
	for i, row := range rows {
		if value, ok := cells[row[id]]; ok {
			at, err := excelize.CoordinatesToCellName(column, i+1)
			if err == nil {
				err = f.SetCellValue(name, at, value)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func savedByLibreOffice(t *testing.T, file []byte) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	from, to := filepath.Join(t.TempDir(), "a.xlsx"), t.TempDir()
	if err := os.WriteFile(from, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(office, "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
		"xlsx:Calc MS Excel 2007 XML", "--outdir", to, from).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(to, "a.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}
