package intake_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/survey"
)

var now time.Time

// The oracle: the 22,861 real rows go in as a workbook; every figure and the priority
// list are computed a second time from that workbook's own cells, with excelize and
// a loop, and must be the same.
func TestFiguresOfTheRealRows(t *testing.T) {
	t.Parallel()
	path := survey.Workbook(t, survey.Rows(t))
	r := newRig(t)
	if got := r.file(t, operator, path, intake.Options{}); got.Upload.State != registry.UploadConfirmed || got.Upload.Counts.New != 22_861 {
		t.Fatalf("the import: %+v", got.Upload)
	}
	want, priorities := recomputed(t, path)

	s, err := r.store.Standing(t.Context(), operator, now)
	if err != nil {
		t.Fatal(err)
	}
	f := progress.Of(s)
	got := figures{
		Processes: f.Processes, InScope: f.InScope, Done: f.Done, Partial: f.Partial,
		Process:    fraction{f.Rates.Process.Numerator, f.Rates.Process.Denominator, f.Rates.Process.Unknown},
		Cases:      fraction{f.Rates.Cases.Numerator, f.Rates.Cases.Denominator, f.Rates.Cases.Unknown},
		Usage:      fraction{f.Rates.Usage.Numerator, f.Rates.Usage.Denominator, f.Rates.Usage.Unknown},
		Discretion: fraction{f.Rates.Discretion.Numerator, f.Rates.Discretion.Denominator, f.Rates.Discretion.Unknown},
		Priority:   f.Priority.Count, PriorityVolume: f.Priority.Volume, PriorityDone: f.Priority.Done,
		Gap: f.Target.Gap, Bureaus: map[string][4]int64{},
	}
	for _, b := range f.Bureaus {
		if got.Volume += b.Volume; b.Processes > 0 {
			got.Bureaus[b.Bureau] = [4]int64{b.Processes, b.Done, b.Volume, b.Priority}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-from the cells +from the registry):\n%s", diff)
	}
	if share := float64(want.PriorityVolume) / float64(want.Volume); *f.Priority.ShareOfVolume != share {
		t.Errorf("share of volume %v, want %v", *f.Priority.ShareOfVolume, share)
	}

	var listed []string
	last := int64(math.MaxInt64)
	if err := r.store.EachProcess(t.Context(), operator, store.ListPriority.Filter(now), func(p registry.Process, _ []registry.Volume) error {
		n := *p.Deciding.Total.Value
		if n > last || p.Deciding.FiscalYear != survey.FiscalYear || p.Deciding.Total.Qualifier != registry.Exact {
			t.Errorf("%s is listed after %d with %+v", p.ID, last, p.Deciding)
		}
		last = n
		listed = append(listed, fmt.Sprint(p.Bureau, "|", p.ProcedureName, "|", n))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(listed)
	if len(listed) != 394 || last != 10_000 {
		t.Errorf("%d priority processes down to %d cases, want 394 down to 10,000", len(listed), last)
	}
	if diff := cmp.Diff(priorities, listed); diff != "" {
		t.Errorf("the priority list:\n%s", diff)
	}
}

// fraction is numerator, denominator, left out.
type fraction [3]int64

type figures struct {
	Processes, InScope, Done, Partial      int64
	Process, Cases, Usage, Discretion      fraction
	Priority, PriorityVolume, PriorityDone int64
	Gap                                    int64
	Bureaus                                map[string][4]int64 // processes, done, volume, priority
	Volume                                 int64               // of all, whatever their scope
}

// recomputed is the oracle: a loop over the workbook's cells as texts.
func recomputed(t *testing.T, path string) (f figures, priorities []string) {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("手続一覧")
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, header := range rows[0] {
		column[header] = i
	}
	f.Bureaus = map[string][4]int64{}
	for _, row := range rows[1:] {
		text := func(header string) string {
			if i := column[header]; i < len(row) {
				return row[i]
			}
			return ""
		}
		number := func(header string) int64 {
			n, err := strconv.ParseInt(text(header), 10, 64)
			if err != nil {
				t.Fatalf("%s: %v", header, err)
			}
			return n
		}
		total, online := number("年間件数（令和5年度）"), number("うちオンライン件数（令和5年度）")
		status, law := text("デジタル化状況"), text("国の法令改正の要否")
		counts, done := status != "適用除外" && status != "廃止", status == "実施済"
		bureau := f.Bureaus[text("局")]
		bureau[0]++
		bureau[2] += total
		f.Processes++
		f.Volume += total
		if total >= 10_000 {
			f.Priority++
			f.PriorityVolume += total
			bureau[3]++
			priorities = append(priorities, fmt.Sprint(text("局"), "|", text("手続名"), "|", total))
			if done {
				f.PriorityDone++
			}
		}
		if counts {
			f.InScope++
			f.Cases[1] += total
			f.Usage[0] += online
			f.Usage[1] += total
			switch law {
			case "不要":
				f.Discretion[1]++
			case "":
				f.Discretion[2]++
			}
		}
		if done {
			f.Done++
			f.Cases[0] += total
			bureau[1]++
			if law == "不要" {
				f.Discretion[0]++
			}
		}
		if status == "一部実施済" {
			f.Partial++
		}
		f.Bureaus[text("局")] = bureau
	}
	f.Process = fraction{f.Done, f.InScope, 0}
	f.Gap = (f.InScope*7+9)/10 - f.Done
	slices.Sort(priorities)
	return f, priorities
}
