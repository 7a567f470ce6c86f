package store_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var writer = registry.Operator("テスト")

// apply stages made-up rows and confirms them.
func apply(t testing.TB, s *store.Store, rows ...store.StagedRow) registry.Upload {
	t.Helper()
	u, err := s.AddUpload(t.Context(), writer, registry.Upload{FileName: "作り物.xlsx", SHA256: sha256.Sum256(nil)}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Stage(t.Context(), writer, u.ID, func(add func(*store.StagedRow) error) error {
		for i := range rows {
			if err := add(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}, func(bad []store.BadID, _ store.Fit) (store.Verdict, error) {
		return store.Verdict{Report: []byte("{}"), State: registry.UploadStaged}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err = s.Apply(t.Context(), writer, u.ID, registry.ChangeImport, store.TheFile)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// What decides a process is computed twice: in SQL when it is written, and by the
// domain. Both must say the same of any volumes, after any number of imports.
func TestTheDecidingVolumeIsWhatTheDomainSays(t *testing.T) {
	t.Parallel()
	s := open(t)
	random := rand.New(rand.NewPCG(1, 2))
	count := func() registry.Count {
		n := int64(random.IntN(4)) * int64(random.IntN(20_000))
		upper := n + int64(random.IntN(500))
		switch random.IntN(9) {
		case 0:
			return registry.Count{}
		case 1:
			return registry.Count{State: registry.NotProvided, Raw: "不明"}
		case 2:
			return registry.Count{State: registry.NotApplicable, Raw: "対象外"}
		case 3:
			return registry.Count{State: registry.Provided, Value: &n, Qualifier: registry.Approx, Raw: "約"}
		case 4:
			return registry.Count{State: registry.Provided, Value: &n, Qualifier: registry.Lower, Raw: "以上"}
		case 5:
			return registry.Count{State: registry.Provided, Value: &n, Qualifier: registry.Upper, Raw: "未満"}
		case 7:
			return registry.Count{State: registry.Provided, Value: &n, Upper: &n, Qualifier: registry.Upper, Raw: "以下"}
		case 6:
			return registry.Count{State: registry.Provided, Value: &n, Upper: &upper, Qualifier: registry.Range, Raw: "～"}
		}
		return registry.Count{State: registry.Provided, Value: &n, Qualifier: registry.Exact, Raw: "件"}
	}
	const processes, rounds = 60, 3
	for range rounds {
		var rows []store.StagedRow
		for i := range processes {
			row := store.StagedRow{Sheet: "手続一覧", Row: i + 2, Process: registry.Process{BureauID: 1, ProcedureName: fmt.Sprintf("手続%d", i)}}
			for year := 2019; year < 2024; year++ {
				if random.IntN(2) == 0 {
					row.Volumes = append(row.Volumes, registry.Volume{FiscalYear: year, Total: count(), Online: count()})
				}
			}
			rows = append(rows, row)
		}
		apply(t, s, rows...)
		known := 0
		for id := registry.ProcessID(1); id <= processes; id++ {
			p, err := s.Process(t.Context(), writer, id, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			want, usage := registry.Deciding(p.Volumes), registry.UsageOf(p.Volumes)
			if (want == nil) != (p.Deciding == nil) || (usage == nil) != (p.Usage == nil) || usage != nil && *usage != *p.Usage {
				t.Fatalf("%s: decided by %+v, usage %+v; the domain says %+v, %+v", id, p.Deciding, p.Usage, want, usage)
			}
			if want == nil {
				continue
			}
			known++
			low, high := p.Deciding.Total.Bounds()
			wantLow, wantHigh := want.Total.Bounds()
			if p.Deciding.FiscalYear != want.FiscalYear || p.Deciding.Total.Qualifier != want.Total.Qualifier || low != wantLow ||
				(high == nil) != (wantHigh == nil) || high != nil && *high != *wantHigh {
				t.Fatalf("%s: decided by %+v, the domain says %+v", id, p.Deciding, want)
			}
		}
		if known < processes/2 {
			t.Fatalf("only %d volumes were known", known)
		}
	}
	v, err := s.Verify(t.Context(), writer, nil, nil)
	if err != nil || len(v.Problems) > 0 || v.Changes != rounds {
		t.Errorf("%d changes, %v, %v", v.Changes, v.Problems, err)
	}
}

// Names and remarks are stored as received, whatever stands in them.
func TestTextsAreStoredAsReceived(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i, text := range []string{
		`\N`, `\`, `a\tb`, "a\tb", "一行目\n二行目", "一行目\r\n二行目", `"`, `{}`, `{"a","b"}`, `null`, `a,b`, `NULL`, ` `,
		"\u304b\u3099", "辻\U000e0100", "﨑", "𠮷", "$1", "'; drop table process; --", "\u007f",
	} {
		name := fmt.Sprintf("%d号 %s", i, text) // apart from the others, which may identify the same
		row := store.StagedRow{Sheet: text, Row: 2, Process: registry.Process{BureauID: 1, ProcedureName: name, Remarks: text,
			Attachments: []string{text, "x", text}},
			Volumes: []registry.Volume{{FiscalYear: 2021, Total: registry.Count{State: registry.NotProvided, Raw: text}}}}
		apply(t, s, row)
		p, err := s.Process(t.Context(), writer, registry.ProcessID(i+1), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if p.ProcedureName != name || p.Remarks != text || !slices.Equal(p.Attachments, row.Process.Attachments) ||
			p.Volumes[0].Total.Raw != text {
			t.Errorf("%q came back as %q, %q, %q, %q", text, p.ProcedureName, p.Remarks, p.Attachments, p.Volumes[0].Total.Raw)
		}
		if u := apply(t, s, row); u.State != registry.UploadUnchanged {
			t.Errorf("%q again: %s", text, u.State)
		}
	}
}

// A reading that breaks off leaves the upload as it was, to be taken up again.
func TestAStagingThatBreaksOffLeavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, err := s.AddUpload(t.Context(), writer, registry.Upload{FileName: "作り物.xlsx", SHA256: sha256.Sum256(nil)}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	row := store.StagedRow{Sheet: "手続一覧", Row: 2, Process: registry.Process{BureauID: 1, ProcedureName: "甲の届出"}}
	good := func([]store.BadID, store.Fit) (store.Verdict, error) {
		return store.Verdict{Report: []byte("{}"), State: registry.UploadStaged}, nil
	}
	cut, cancel := context.WithCancel(t.Context())
	err = s.Stage(cut, writer, u.ID, func(add func(*store.StagedRow) error) error {
		if err := add(&row); err != nil {
			return err
		}
		cancel()
		return cut.Err()
	}, good)
	if err == nil {
		t.Fatal("a reading that was cut off counts as read")
	}
	if now, err := s.Upload(t.Context(), writer, u.ID); err != nil || now.State != registry.UploadReceived {
		t.Fatalf("%s, %v", now.State, err)
	}
	if _, err := s.Apply(t.Context(), writer, u.ID, registry.ChangeImport, store.TheFile); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("confirmed what was not read: %v", err)
	}
	for range 2 { // again, and once more
		if err := s.Stage(t.Context(), writer, u.ID, func(add func(*store.StagedRow) error) error { return add(&row) }, good); err != nil {
			t.Fatal(err)
		}
	}
	if u, err = s.Apply(t.Context(), writer, u.ID, registry.ChangeImport, store.TheFile); err != nil || u.Counts.New != 1 {
		t.Errorf("%+v, %v", u.Counts, err)
	}
}

func TestAProcessOfABureauThatIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, err := s.AddUpload(t.Context(), writer, registry.Upload{FileName: "作り物.xlsx", SHA256: sha256.Sum256(nil)}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	row := store.StagedRow{Sheet: "手続一覧", Row: 2, Process: registry.Process{BureauID: 99, ProcedureName: "甲の届出"}}
	err = s.Stage(t.Context(), writer, u.ID, func(add func(*store.StagedRow) error) error { return add(&row) },
		func([]store.BadID, store.Fit) (store.Verdict, error) {
			return store.Verdict{Report: []byte("{}"), State: registry.UploadStaged}, nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), writer, u.ID, registry.ChangeImport, store.TheFile); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("written: %v", err)
	}
}
