package importer_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
)

var (
	madeSeeds = flag.Int("made", 150, "how many made workbooks to read")
	madeSeed  = flag.Int("made.seed", -1, "the one made workbook to read and show")
)

// TestReadMadeWorkbooks reads workbooks drawn at random from the habits of
// bureaus' sheets: every record is there, nothing else is, and every cell is right
// or reported.
func TestReadMadeWorkbooks(t *testing.T) {
	t.Parallel()
	right, reported := 0, 0
	seeds := uint64(*madeSeeds)
	if testing.Short() {
		seeds = min(seeds, 50)
	}
	for seed := range seeds {
		if *madeSeed >= 0 && seed != uint64(*madeSeed) {
			continue
		}
		b := makeBook(seed)
		name, data := b.file(t)
		rep, err := importer.Check(context.Background(), importer.Source{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))},
			importer.Options{Bureau: b.bureau, FiscalYear: b.option})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		r, f, problems := compare(b, rep)
		right, reported = right+r, reported+f
		if len(problems) > 0 {
			if *madeSeed >= 0 {
				var text strings.Builder
				importer.WriteText(&text, rep)
				t.Log(b, text.String())
			}
			t.Errorf("seed %d (%s):\n\t%s", seed, strings.Join(b.habits, "; "), strings.Join(problems[:min(len(problems), 6)], "\n\t"))
		}
		checkFindings(t, rep)
	}
	if share := float64(right) / float64(right+reported); share < 0.995 {
		t.Errorf("%.2f%% of the cells are right (%d of them are only reported), want 99.5%%", 100*share, reported)
	}
}

// compare counts the cells that are right and those that are not but reported, and
// names the silently wrong ones, missing records and records that are not there.
func compare(b *madeBook, rep *importer.Report) (right, reported int, problems []string) {
	type key struct {
		sheet string
		row   int
	}
	records := map[key][]importer.Record{} // several in a row of tables side by side
	for _, r := range rep.Records {
		records[key{r.Sheet, r.Row}] = append(records[key{r.Sheet, r.Row}], r)
	}
	at := map[string]bool{}
	for _, f := range rep.Findings {
		if f.Severity != finding.Info {
			at[f.Sheet+"!"+f.Field+"!"+strings.TrimLeft(f.Cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] = true
		}
	}
	for _, m := range b.records {
		k := key{m.sheet, m.row}
		i := slices.IndexFunc(records[k], func(r importer.Record) bool { return r.Values.ProcedureName == m.values["procedure_name"] })
		if i < 0 && len(records[k]) > 0 {
			i = 0
		}
		if i < 0 {
			if at[fmt.Sprintf("%s!!%d", m.sheet, m.row)] {
				reported += len(m.values)
			} else {
				problems = append(problems, fmt.Sprintf("%s row %d is missing: %v", m.sheet, m.row, m.values))
			}
			continue
		}
		got := flat(records[k][i].Values)
		records[k] = slices.Delete(records[k], i, i+1)
		for field, want := range m.values {
			base, _, _ := strings.Cut(field, "@")
			switch {
			case got[field] == want:
				right++
			case at[fmt.Sprintf("%s!%s!%d", m.sheet, base, m.row)]:
				reported++
			default:
				problems = append(problems, fmt.Sprintf("%s row %d %s: want %q, got %q", m.sheet, m.row, field, want, got[field]))
			}
		}
	}
	for k, left := range records {
		for _, r := range left {
			problems = append(problems, fmt.Sprintf("%s row %d is no record: %+v", k.sheet, k.row, flat(r.Values)))
		}
	}
	problems = append(problems, untold(b, rep)...)
	for _, m := range b.seeded {
		if !at[m] {
			problems = append(problems, "not reported: "+m)
		}
	}
	return right, reported, problems
}

// flat gives the values that the made workbooks hold as text.
func flat(v importer.Values) map[string]string {
	m := map[string]string{"bureau": v.Bureau, "department": v.Department, "division": v.Division, "procedure_name": v.ProcedureName,
		"process_type": v.ProcessType,
		"legal_basis":  v.LegalBasis, "legal_article": v.LegalArticle, "digitization_status": v.DigitizationStatus,
		"national_law_change": v.NationalLawChange,
		"seal_required":       v.SealRequired, "remarks": v.Remarks}
	if v.PlannedFiscalYear != 0 {
		m["planned_fiscal_year"] = fmt.Sprint(v.PlannedFiscalYear)
	}
	for _, y := range v.Volumes {
		if y.Total.Value != nil {
			m[fmt.Sprint("annual_volume@", y.FiscalYear)] = fmt.Sprint(*y.Total.Value)
		}
		if y.Online.Value != nil {
			m[fmt.Sprint("online_volume@", y.FiscalYear)] = fmt.Sprint(*y.Online.Value)
		}
	}
	return m
}

// checkFindings holds every finding to what each has to carry.
func checkFindings(t *testing.T, rep *importer.Report) {
	t.Helper()
	known := map[string]bool{}
	for _, r := range finding.Rules() {
		known[r.ID] = true
	}
	for _, f := range rep.Findings {
		if f.Message == "" || f.Example == "" && f.Severity != finding.Info || !known[f.Rule] || f.Count < 1 || f.Sheet == "" && f.Cell != "" {
			t.Errorf("a finding lacks message, example, known rule or place: %+v", f)
		}
	}
	checkLedger(t, rep)
}

// untold names the rows with something in them, from a table's header to its end,
// that the report says nothing of.
func untold(b *madeBook, rep *importer.Report) (problems []string) {
	for _, s := range b.sheets {
		told, within := map[int]bool{}, map[int]bool{}
		for _, r := range rep.Records {
			told[r.Row] = told[r.Row] || r.Sheet == s.name
		}
		for _, t := range rep.Tables {
			if t.Sheet != s.name {
				continue
			}
			last := t.LastRow
			for _, i := range t.IgnoredRows {
				told[i.Row], last = true, max(last, i.Row)
			}
			for _, h := range t.HeaderRows {
				told[h] = true
			}
			for row := t.HeaderRows[0]; row <= last; row++ {
				within[row] = true
			}
		}
		for at := range s.cells {
			if within[at[0]] && !told[at[0]] {
				problems = append(problems, fmt.Sprintf("%s row %d is not told of", s.name, at[0]))
				told[at[0]] = true
			}
		}
	}
	return problems
}
