// Package intake takes an upload into the registry, the same for page, API
// and verb: received, staged (read and checked), compared, confirmed.
//
//   - Receive refuses a file that is no workbook and no text, and stores any other before its
//     rows are read. After a crash the upload is in the state received: Stage reads the stored
//     file again, or Discard ends the upload.
//   - Stage reads it in one transaction. HandIn and RequestReading leave that to a job, which
//     calls Read. A file with an error finding is faulty and writes nothing; the mended file
//     is a new upload.
//   - Difference and Rows say what confirming would do.
//   - Submit submits it to another person, who calls Approve or Return.
//   - Approve writes all of it under one change, or nothing. Only the operator's verb does
//     without a second person, by Import.
//
// A bureau's file writes to that bureau only. A file of all bureaus has a 局 column and needs
// a scope over all of them. Dissolved bureaus are accepted, since sheets from their time still
// come in; their processes move to other bureaus by a transfer, not by an import.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	importer "tetsuzuki/import"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/spool"
	"tetsuzuki/internal/store"
)

// DefaultMaxBytes is the default of the largest file that is accepted.
const DefaultMaxBytes = 50 << 20

// Intake is the only way by which uploads are read and treated. It is safe for concurrent use.
type Intake struct {
	store    *store.Store
	maxBytes int64
	reading  chan struct{} // bounds how many files are parsed at once
}

// atOnce is how many files are parsed at once; the others wait.
const atOnce = 2

// New makes the intake of a registry. maxBytes is the size of the largest file that is
// accepted; 0 means [DefaultMaxBytes].
func New(s *store.Store, maxBytes int64) *Intake {
	if maxBytes <= 0 {
		maxBytes = DefaultMaxBytes
	}
	return &Intake{store: s, maxBytes: maxBytes, reading: make(chan struct{}, atOnce)}
}

// File is a file that is handed in.
type File struct {
	Name string // with its extension
	Data io.Reader
}

// Options is what the sender states about a file.
type Options struct {
	BureauID   int    // the bureau of the file; 0: a file of all bureaus, with a 局 column
	FiscalYear int    // of volumes whose header names none; 0: none
	Password   string // of a protected workbook; it is not stored
	Reason     string // for the history
	Sample     bool   // made-up data
	Replaces   int64  // the upload that this file replaces; 0: none
	Partial    bool   // it holds a part of the bureau's processes only

	Answers store.Answers // to what [Intake.Import] would ask
}

// Receive stores a file and does nothing else.
func (in *Intake) Receive(ctx context.Context, scope registry.Scope, f File, opt Options) (registry.Upload, error) {
	file, u, err := in.spoolFile(scope, f, opt)
	if err != nil {
		return registry.Upload{}, err
	}
	defer file.Close()
	u, err = in.store.AddUpload(ctx, scope, u, file)
	return u, NotKept(err)
}

// NotKept adds to the error of a full disk that the file was not stored. Other errors are
// returned as they are.
func NotKept(err error) error {
	if registry.CodeOf(err) != registry.NoSpace {
		return err
	}
	return &registry.Error{Code: registry.NoSpace, Op: "intake.Receive", Field: "file", Err: err,
		Message: "ディスクの空きがないため、ファイルを受け付けられませんでした（保存していません）。管理者に知らせ、空きができてから、もう一度お送りください。"}
}

// spoolFile copies all of a file to a temporary file before anything is written to the
// registry: a slow connection must not hold a transaction open.
func (in *Intake) spoolFile(scope registry.Scope, f File, opt Options) (*os.File, registry.Upload, error) {
	const op = "intake.Receive"
	if err := scope.Require(op, registry.HandIn); err != nil {
		return nil, registry.Upload{}, err
	}
	file, err := spool.New()
	if err != nil {
		return nil, registry.Upload{}, NotKept(registry.Failed(op, err))
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(file, hash), io.LimitReader(f.Data, in.maxBytes+1))
	switch {
	case registry.IsDiskFull(err):
		err = NotKept(registry.Failed(op, err))
	case err != nil:
		err = &registry.Error{Code: registry.Invalid, Op: op, Field: "file",
			Message: "ファイルを最後まで受け取れませんでした。もう一度お試しください。", Err: err}
	case n > in.maxBytes:
		err = &registry.Error{Code: registry.TooLarge, Op: op, Field: "file",
			Message: fmt.Sprintf("ファイルが大きすぎます。%dMBまでのファイルを取り込めます。", in.maxBytes>>20)}
	default:
		if err = in.recognize(op, f.Name, file, n); err != nil {
			break
		}
		if _, err = file.Seek(0, io.SeekStart); err != nil {
			err = registry.Failed(op, err)
		}
	}
	if err != nil {
		file.Close()
		return nil, registry.Upload{}, err
	}
	return file, registry.Upload{BureauID: opt.BureauID, FileName: f.Name, Bytes: n, SHA256: [32]byte(hash.Sum(nil)),
		FiscalYear: opt.FiscalYear, Reason: opt.Reason, Replaces: opt.Replaces, Partial: opt.Partial}, nil
}

// recognize refuses a file of a kind that is not read, with what it is and what to do: nobody
// waits for the reading of a picture.
func (in *Intake) recognize(op, name string, file io.ReaderAt, size int64) error {
	err := workbook.Recognize(name, file, size, in.limits())
	if refused, ok := errors.AsType[*workbook.Error](err); ok {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Err: err,
			Message: fmt.Sprintf("「%s」は受け付けませんでした。%s", name, refused.Finding.Message)}
	}
	if err != nil {
		return registry.Failed(op, err)
	}
	return nil
}

// OtherKind reports whether err refuses a file because it is of a kind that is not read.
func OtherKind(err error) bool {
	_, refused := errors.AsType[*workbook.Error](err)
	return refused
}

// Submit submits an upload for approval.
func (in *Intake) Submit(ctx context.Context, scope registry.Scope, id int64, sub store.Submission) (registry.Upload, error) {
	sub.Text = value.Clean(sub.Text)
	return in.store.Submit(ctx, scope, id, sub)
}

// Approve writes a submitted upload to the registry under one change. An upload without
// anything new becomes unchanged and writes nothing. Nobody approves an upload that they
// received, submitted or decided.
func (in *Intake) Approve(ctx context.Context, scope registry.Scope, id int64) (registry.Upload, error) {
	return in.store.Approve(ctx, scope, id)
}

// Difference counts what confirming an upload would do now.
func (in *Intake) Difference(ctx context.Context, scope registry.Scope, id int64) (registry.UploadCounts, error) {
	c, err := in.store.Comparison(ctx, scope, id, store.ComparisonQuery{})
	return c.Counts, err
}

// Rows lists rows of an upload by what they do to the registry.
func (in *Intake) Rows(ctx context.Context, scope registry.Scope, id int64, f store.RowFilter) ([]store.RowDifference, error) {
	return in.store.DifferenceRows(ctx, scope, id, f)
}

// Discard ends an upload that has not been confirmed. Its file stays stored.
func (in *Intake) Discard(ctx context.Context, scope registry.Scope, id int64) error {
	return in.store.DiscardUpload(ctx, scope, id)
}

// Result is the result of an import.
type Result struct {
	Upload registry.Upload
	Report *importer.Report // without its records

	// Asked are the questions that an import left open: it wrote nothing, and the upload waits.
	Asked *Asked
}

// Asked are questions of an upload's difference that nobody has answered.
type Asked struct {
	Open      store.Questions
	Matches   []store.DoubtfulMatch
	Conflicts []store.Conflict
}

// Import takes the operator's file from reception to confirmation; anybody else's waits to be
// submitted. An error in the file is no error of Import: the upload's state is faulty or
// unreadable then, and the report says why. So is a question that the options do not answer:
// the upload stays staged then, and Asked says what is asked.
func (in *Intake) Import(ctx context.Context, scope registry.Scope, f File, opt Options) (Result, error) {
	if !scope.Alone() {
		u, err := in.Receive(ctx, scope, f, opt)
		if err != nil {
			return Result{}, err
		}
		return in.Stage(ctx, scope, u.ID, opt.Password)
	}
	r, err := in.Prepare(ctx, scope, f, opt)
	if err != nil {
		return Result{}, err
	}
	return in.Confirm(ctx, scope, r, opt)
}

// Prepare is the first half of [Intake.Import] by the operator: it receives the file and reads it.
func (in *Intake) Prepare(ctx context.Context, scope registry.Scope, f File, opt Options) (Result, error) {
	u, err := in.Receive(ctx, scope, f, opt)
	if err != nil {
		return Result{}, err
	}
	return in.stage(ctx, scope, Reading{Upload: u.ID}, opt.Password, unheard)
}

// Confirm is the second half: it confirms what [Intake.Prepare] has read with the same options.
// An upload in another state than staged is left as it is.
func (in *Intake) Confirm(ctx context.Context, scope registry.Scope, r Result, opt Options) (Result, error) {
	if r.Upload.State != registry.UploadStaged {
		return r, nil
	}
	kind := registry.ChangeImport
	if opt.Sample {
		kind, opt.Answers = registry.ChangeSample, store.TheFile
	}
	id := r.Upload.ID
	done, err := in.store.Apply(ctx, scope, id, kind, opt.Answers)
	if e, ok := errors.AsType[*registry.Error](err); ok && e.Code == registry.Conflict && (e.Field == "matches" || e.Field == "conflicts") {
		c, err := in.store.Comparison(ctx, scope, id, store.ComparisonQuery{Open: true, Matches: true})
		r.Asked, r.Upload.Counts = &Asked{c.Open, c.Matches, c.Conflicts}, c.Counts
		return r, err
	}
	r.Upload = done
	return r, err
}

// Report returns the check report of an upload without its records; nil before the file has
// been read.
func (in *Intake) Report(ctx context.Context, scope registry.Scope, id int64) (*importer.Report, error) {
	text, err := in.store.UploadReport(ctx, scope, id)
	if err != nil || text == nil {
		return nil, err
	}
	var r importer.Report
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, registry.Failed("intake.Report", err)
	}
	return &r, nil
}

// MaxBytes is the size of the largest file that is accepted.
func (in *Intake) MaxBytes() int64 { return in.maxBytes }

func (in *Intake) limits() workbook.Limits { return workbook.Limits{File: in.maxBytes} }
