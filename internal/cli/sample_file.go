package cli

import (
	"bytes"
	"context"
	"fmt"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
)

// sampleFile is a file that was received and read, but not confirmed.
type sampleFile struct {
	rows   int
	opt    intake.Options
	result intake.Result
}

// fileAhead is a file that is received and read while the step before it goes on. The rest is
// set when done is closed.
type fileAhead struct {
	done chan struct{}
	file *sampleFile
	err  error
}

// run takes the steps one after the other. As a file is read by this program and written by
// PostgreSQL, the next file is read during a step that does not alter what the reading asks.
func (l *sampleLife) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var next *fileAhead
	defer func() {
		cancel()
		if next != nil {
			<-next.done // its store is closed after this
		}
	}()
	for i, step := range l.steps {
		own := next
		if own == nil && step.file != nil {
			own = l.readAhead(ctx, step)
		}
		if own != nil {
			<-own.done
		}
		next = nil
		if i+1 < len(l.steps) && l.steps[i+1].readDuring(step) {
			next = l.readAhead(ctx, l.steps[i+1])
		}
		l.store.set(step.at)
		if err := l.take(ctx, step, own); err != nil {
			return err
		}
		if !step.quiet {
			fmt.Fprintf(l.out, "  %3d/%d %s\n", i+1, len(l.steps), step.label)
		}
	}
	return nil
}

// readDuring reports whether the step's file can be read while the step before it goes on.
func (s sampleStep) readDuring(before sampleStep) bool {
	switch {
	case s.file == nil || before.alters == "":
		return false
	case before.alters == noBureau:
		return true
	}
	return s.alters != "" && s.alters != before.alters
}

func (l *sampleLife) readAhead(ctx context.Context, step sampleStep) *fileAhead {
	a := &fileAhead{done: make(chan struct{})}
	l.ahead.set(step.at)
	go func() {
		defer close(a.done)
		a.file, a.err = l.read(ctx, l.ahead, step.file)
	}()
	return a
}

// take does what a step does: it confirms its file, if it has one.
func (l *sampleLife) take(ctx context.Context, step sampleStep, own *fileAhead) error {
	if own == nil {
		return step.do(ctx)
	}
	if own.err != nil {
		return own.err
	}
	return l.confirm(ctx, own.file)
}

// read receives and reads a file; nil: there is nothing in it, or it was imported before.
func (l *sampleLife) read(ctx context.Context, s *datedStore, file func() (sample.Workbook, error)) (*sampleFile, error) {
	w, err := file()
	if err != nil || w.Rows == 0 || l.state.Files[w.Name] {
		return nil, err
	}
	f := &sampleFile{rows: w.Rows, opt: intake.Options{Reason: sampleReason, Sample: true, Partial: w.Partial}}
	if w.Bureau != "" {
		b, err := s.Bureau(ctx, w.Bureau)
		if err != nil {
			return nil, err
		}
		f.opt.BureauID = b.ID
	}
	in := intake.New(s.Store, l.in.MaxBytes())
	f.result, err = in.Prepare(ctx, sampleActor, intake.File{Name: w.Name, Data: bytes.NewReader(w.Data)}, f.opt)
	return f, err
}

// confirm writes what was read.
func (l *sampleLife) confirm(ctx context.Context, f *sampleFile) error {
	if f == nil {
		return nil
	}
	r, err := l.in.Confirm(ctx, sampleActor, f.result, f.opt)
	if err != nil {
		return err
	}
	if u := r.Upload; u.State != registry.UploadConfirmed && u.State != registry.UploadUnchanged {
		return registry.Failed("cli.fillSample", fmt.Errorf("%s: %s, %+v of %d rows", u.FileName, u.State, u.Counts, f.rows))
	}
	return nil
}
