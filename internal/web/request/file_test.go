package request

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/labstack/echo/v4"
)

// A form's file is held on disk without a name, so that a kill leaves nothing behind;
// what is entered after the file counts as what is entered before it.
func TestTheFileOfAFormHasNoNameOnDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var s Service
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	big := bytes.Repeat([]byte("作り物"), 1<<19)
	if err := w.WriteField("reason", "架空の理由"); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", "一覧.csv")
	if err == nil {
		_, err = part.Write(big)
	}
	if err == nil {
		err = w.WriteField("fiscal_year", "2020")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/uploads?bureau=3", &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	c := echo.New().NewContext(req, httptest.NewRecorder())
	p, err := s.FilePart(c)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if got, err := io.ReadAll(p.File); err != nil || !bytes.Equal(got, big) || p.Name != "一覧.csv" {
		t.Errorf("the file %s has %d bytes (%v), want %d", p.Name, len(got), err, len(big))
	}
	if got := c.FormValue("reason") + c.FormValue("fiscal_year") + c.FormValue("bureau"); got != "架空の理由2020" {
		t.Errorf("the fields say %q", got)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("on disk there are %v (%v)", files, err)
	}
}
