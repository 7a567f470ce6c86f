package cli

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web"
)

// The verb leaves the whole report in its folder: each file as the manifest and the zip have it,
// the same bytes a second time, and the zip that the API gives.
func TestTheQuarterInAFolder(t *testing.T) {
	t.Parallel()
	world := storetest.New(t)
	world.Live(t, 5)
	quarter := func() (folder string, zipped []byte) {
		folder = filepath.Join(t.TempDir(), "四半期報告")
		code, out, errs := runOn(t, world.URL, "report", "quarter", "--from", "2022-09-30", "--to", "2022-12-31", "--out", folder)
		if code != exitOK || !strings.Contains(out, "次の四半期末（2023年3月31日）には、") {
			t.Fatalf("%d %q %q", code, out, errs)
		}
		zipped, err := os.ReadFile(filepath.Join(folder, "四半期報告_20221231.zip"))
		if err != nil {
			t.Fatal(err)
		}
		return folder, zipped
	}
	folder, zipped := quarter()
	z, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(folder, report.Manifest))
	if err != nil {
		t.Fatal(err)
	}
	for name, onDisk := range wantInFolder(t, z, folder) {
		sum := sha256.Sum256(onDisk)
		if line := hex.EncodeToString(sum[:]) + "  " + name + "\n"; name != report.Manifest && !strings.Contains(string(sums), line) {
			t.Errorf("the manifest lacks %q", line)
		}
	}
	files := 0
	if err := filepath.WalkDir(folder, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
		}
		return err
	}); err != nil || files != len(z.File)+1 || len(z.File) < 15 {
		t.Errorf("%d files in the folder, %d in the zip (%v)", files, len(z.File), err)
	}
	if _, again := quarter(); !bytes.Equal(zipped, again) {
		t.Error("a second time it is another zip")
	}
	if got := quarterOfAPI(t, world); !bytes.Equal(zipped, got) {
		t.Errorf("the API gives another zip, of %d bytes: %.200q", len(got), got)
	}
}

// quarterOfAPI is the zip that a program gets.
func quarterOfAPI(t *testing.T, world *storetest.World) []byte {
	t.Helper()
	service, err := web.New(web.Options{Store: world.Store})
	if err != nil {
		t.Fatal(err)
	}
	id, err := world.AddAccount(t.Context(), operator(), registry.Account{Login: "kikaku", Name: "架空の企画", Role: registry.Headquarters}, "x")
	if err != nil {
		t.Fatal(err)
	}
	account, err := world.Account(t.Context(), operator(), id)
	if err != nil {
		t.Fatal(err)
	}
	token, hash := auth.NewToken()
	if _, err := world.AddToken(t.Context(), registry.ScopeOf(account), "架空の集計", hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/reports/quarter.zip?from=2022-09-30&to=2022-12-31", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	service.ServeHTTP(answer, r)
	return answer.Body.Bytes()
}

// wantInFolder wants each file of a zip in a folder, too, and returns what the folder has of them by
// their names in the zip.
func wantInFolder(t *testing.T, z *zip.Reader, folder string) map[string][]byte {
	t.Helper()
	onDisk := map[string][]byte{}
	for _, e := range z.File {
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		inZip, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		onDisk[e.Name], err = os.ReadFile(filepath.Join(folder, filepath.FromSlash(e.Name)))
		if err != nil || !bytes.Equal(inZip, onDisk[e.Name]) {
			t.Errorf("%s is not in the folder as in the zip (%v)", e.Name, err)
		}
	}
	return onDisk
}
