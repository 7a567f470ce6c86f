package request

import (
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"os"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/spool"
)

// The bounds of the other fields of a form with a file.
const (
	fieldsBytes = 1 << 20 // of all fields together
	maxParts    = 100
)

// File is the file of a multipart form.
type File struct {
	Name string
	File *os.File // from its start on
}

// FilePart reads a form with a file under the name "file". The caller closes the file; the
// other fields become the request's values. The error is Invalid or TooLarge if the sender can
// correct it.
//
// The file has no name on disk, so that a crash leaves nothing behind. The files of net/http's
// own multipart reader would stay.
func (s *Service) FilePart(c echo.Context) (p File, err error) {
	const op = "request.filePart"
	r := c.Request()
	defer func() {
		if err != nil {
			p.Close()
			// A client that still sends does not read the answer: the rest is read first, up
			// to the limit.
			_, _ = io.Copy(io.Discard, r.Body)
		}
	}()
	parts, err := r.MultipartReader()
	r.Form = url.Values{} // parameters of the address are ignored
	room := int64(fieldsBytes)
	ended := false
	for n := 0; err == nil && !ended; n++ {
		var part *multipart.Part
		part, err = parts.NextPart()
		switch {
		case err == io.EOF: // a wrapped EOF means that the form is incomplete
			ended, err = true, nil
		case err != nil:
		case n == maxParts:
			err = errors.New("too many parts")
		case part.FileName() == "":
			room, err = addField(part, r.Form, room)
		case part.FormName() == "file" && p.File == nil:
			if p.File, err = spool.New(); err != nil {
				return p, intake.NotKept(registry.Failed(op, err))
			}
			p.Name = part.FileName()
			_, err = io.Copy(p.File, part)
		}
	}
	switch {
	case ended && p.File == nil:
		return p, &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Message: "取り込むファイルを選んでください。"}
	case ended:
		if _, err = p.File.Seek(0, io.SeekStart); err != nil {
			err = registry.Failed(op, err)
		}
		return p, err
	case isTooLarge(err):
		return p, registry.Errorf(registry.TooLarge, op, "ファイルが大きすぎます。%dMBまでのファイルを取り込めます。", s.Intake.MaxBytes()>>20)
	}
	if registry.IsDiskFull(err) {
		return p, intake.NotKept(registry.Failed(op, err))
	}
	return p, &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Err: err,
		Message: "ファイルを最後まで受け取れませんでした。もう一度お試しください。"}
}

// addField adds a field's value to a form, at most room bytes.
func addField(part *multipart.Part, form url.Values, room int64) (left int64, err error) {
	b, err := io.ReadAll(io.LimitReader(part, room+1))
	if err != nil {
		return 0, err
	}
	if left = room - int64(len(b)); left < 0 {
		return 0, errors.New("the fields are too long")
	}
	form.Add(part.FormName(), string(b))
	return left, nil
}

// Close frees what the file took on disk.
func (p File) Close() {
	if p.File != nil {
		_ = p.File.Close() // nothing was written through it
	}
}
