package web

import (
	"errors"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// filePart is the file of a multipart form.
type filePart struct {
	name string
	file multipart.File
	form *multipart.Form
}

// filePart reads a form with a file under the name "file", to be closed by the
// caller. The error is Invalid or TooLarge where the sender can mend it.
func (s *server) filePart(c echo.Context) (p filePart, err error) {
	const op = "web.filePart"
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	err = c.Request().ParseMultipartForm(1 << 20) // the rest goes to disk
	p.form = c.Request().MultipartForm
	switch {
	case isTooLarge(err):
		return p, registry.Errorf(registry.TooLarge, op, "ファイルが大きすぎます。%dMBまでのファイルを取り込めます。", s.intake.MaxBytes()>>20)
	case err != nil:
		return p, &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Err: err,
			Message: "ファイルを最後まで受け取れませんでした。もう一度お試しください。"}
	}
	file, header, err := c.Request().FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || err == nil && header.Filename == "" {
		return p, &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Message: "取り込むファイルを選んでください。"}
	}
	if err != nil {
		return p, registry.Failed(op, err)
	}
	p.name, p.file = header.Filename, file
	return p, nil
}

// Close frees what the form took on disk.
func (p filePart) Close() {
	if p.file != nil {
		_ = p.file.Close() // it was only read
	}
	if p.form != nil {
		_ = p.form.RemoveAll() // what is left, the system's cleaning of temporary files takes
	}
}
