package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// askedJSON are the questions that an import left open: rows like a process under another name,
// and cells that the file and somebody else changed.
type askedJSON struct {
	Matches   []askedMatch    `json:"matches"`
	Conflicts []askedConflict `json:"conflicts"`
}

type askedMatch struct {
	Sheet      string   `json:"sheet"`
	Row        int      `json:"row"`
	Name       string   `json:"procedure_name"`
	Candidates []string `json:"candidates"` // the most alike first
}

type askedConflict struct {
	Sheet      string             `json:"sheet"`
	Row        int                `json:"row"`
	ProcessID  registry.ProcessID `json:"process_id"`
	Field      string             `json:"field"`
	FiscalYear int                `json:"fiscal_year,omitempty"`
	File       string             `json:"file"`
	Registry   string             `json:"registry"`
}

func newAskedJSON(c *intake.Asked) *askedJSON {
	if c == nil {
		return nil
	}
	j := askedJSON{Matches: []askedMatch{}, Conflicts: []askedConflict{}}
	for _, d := range c.Matches {
		if d.Actor != "" {
			continue
		}
		m := askedMatch{d.Sheet, d.Row, d.Identity.ProcedureName, make([]string, len(d.Candidates))}
		for i, candidate := range d.Candidates {
			m.Candidates[i] = candidate.ProcessID.String()
		}
		j.Matches = append(j.Matches, m)
	}
	for _, k := range c.Conflicts {
		if !k.Answered {
			j.Conflicts = append(j.Conflicts, askedConflict{k.Sheet, k.Row, k.ProcessID, k.Field, k.FiscalYear, k.Mine, k.Theirs})
		}
	}
	return &j
}

// writeAsked writes for people what is to be answered before a file can be registered.
func writeAsked(to io.Writer, r intake.Result) error {
	w := bufio.NewWriter(to)
	asked, open := newAskedJSON(r.Asked), r.Asked.Open
	if open.Matches > 0 {
		fmt.Fprintf(w, "登録されている手続と似た行が %s 行あります。\n", registry.Thousands(int64(open.Matches)))
		for _, m := range asked.Matches {
			fmt.Fprintf(w, "  %s %d行「%s」：%s と似ています\n", m.Sheet, m.Row, m.Name, strings.Join(m.Candidates, "、"))
		}
		fmt.Fprintln(w, "  まとめて答えるときは、--alike same（いちばん近い手続と同じ）か --alike new（新しい手続）を付けます。")
	}
	if open.Conflicts > 0 {
		fmt.Fprintf(w, "ほかの人も変えたところが %s か所あります。\n", registry.Thousands(int64(open.Conflicts)))
		for _, k := range asked.Conflicts {
			year := ""
			if k.FiscalYear != 0 {
				year = "（" + registry.EraYear(k.FiscalYear) + "）"
			}
			fmt.Fprintf(w, "  %s %d行 %s %s%s：ファイル「%s」、登録簿「%s」\n",
				k.Sheet, k.Row, k.ProcessID, fieldLabel(k.Field), year, k.File, k.Registry)
		}
		fmt.Fprintln(w, "  まとめて答えるときは、--conflicts file（ファイルの値）か --conflicts registry（登録簿の値）を付けます。")
	}
	fmt.Fprintf(w, "\n登録していません（受付番号 %d）。画面のこの受付番号で1つずつ選ぶか、上の指定を付けてもう一度取り込んでください。\n", r.Upload.ID)
	return w.Flush()
}

func fieldLabel(name string) string {
	if f := form.Current().Field(name); f != nil {
		return f.Label
	}
	return name
}
