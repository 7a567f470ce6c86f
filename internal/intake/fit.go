package intake

import (
	"fmt"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// unfit is the finding that hardly any row of a file fits the registry, with what is likely to
// be the cause. Of other bureaus it tells what the file itself says, or what the scope sees.
func (s *staging) unfit(f store.Fit) finding.Finding {
	whose := "登録されている手続"
	if s.upload.BureauID != 0 {
		whose = s.upload.Bureau + "の登録"
	}
	message := fmt.Sprintf("%s 行のうち、%sと合う行は%s。", thousands(f.Rows), whose, fitting(f.Fitting))
	causes := s.causes(f)
	if len(causes) == 0 {
		causes = []string{"局か年度の選び違い、手続名の書き方の違いが考えられます。"}
	}
	return finding.Finding{Severity: finding.Warning, Rule: finding.RuleUnfit, Count: 1,
		Message: message + strings.Join(causes, "") + "どれも新しい手続のときは、このまま進められます。",
		Example: "局の今の手続を書き出した一覧をもとにしたファイル"}
}

func fitting(n int) string {
	if n == 0 {
		return "ありません"
	}
	return " " + thousands(n) + " 行だけです"
}

// causes are the likely causes, the likeliest first.
func (s *staging) causes(f store.Fit) (causes []string) {
	add := func(format string, args ...any) { causes = append(causes, fmt.Sprintf(format, args...)) }
	if f.Other != 0 && f.OtherRows*2 >= f.Rows {
		add("%s 行が%sの手続と合います。局を選び違えていないか確かめてください。", thousands(f.OtherRows), s.bureauName(f.Other))
	} else if name := s.namedElsewhere(); name != "" {
		add("ファイルの名前かシートの名前に「%s」とあります。局を選び違えていないか確かめてください。", name)
	}
	if f.LastYear != 0 && f.LastYear < f.RegisteredYear {
		add("件数は%sまでで、登録には%sの件数があります。前の年度の一覧ではないか確かめてください。",
			registry.EraYear(f.LastYear), registry.EraYear(f.RegisteredYear))
	}
	switch {
	case f.Name != "":
		add("手続名の書き方が登録と違います（例：同じ法令と条項で、ファイルは「%s」、登録は「%s」）。", clipped(f.Name), clipped(f.RegisteredName))
	case f.Laws*2 >= f.Rows:
		add("根拠法令は登録にありますが、手続名の書き方が違います。")
	case len(causes) == 0 && f.Departments*2 >= f.Rows && f.SameDepartments == 0:
		add("部の名前も、登録に一つもありません。ほかの局のファイルではないか確かめてください。")
	}
	return causes
}

func (s *staging) bureauName(id int) string {
	for name, of := range s.bureaus {
		if of == id {
			return name
		}
	}
	return "ほかの局"
}

// namedElsewhere is another bureau's name in the names of the file and its sheets; empty if
// they name none, or the upload's own.
func (s *staging) namedElsewhere() string {
	texts := []string{s.upload.FileName}
	for _, t := range s.report.Tables {
		texts = append(texts, t.Sheet)
	}
	longest := ""
	for _, text := range texts {
		text = form.Fold(text)
		if s.upload.Bureau != "" && strings.Contains(text, form.Fold(s.upload.Bureau)) {
			return ""
		}
		for _, name := range s.names {
			if len(name) > len(longest) && strings.Contains(text, form.Fold(name)) {
				longest = name
			}
		}
	}
	return longest
}

// strangeIDs is the finding that stands for those of all rows of a file whose IDs are not the
// bureau's; not ok if it is about single rows.
func (s *staging) strangeIDs(bad []store.BadID) (f finding.Finding, ok bool) {
	n, of := 0, map[int]int{}
	for _, b := range bad {
		if b.What != "twice" {
			n++
			of[b.Bureau]++
		}
	}
	if n < 3 || n*10 < s.report.Summary.Records*9 {
		return f, false
	}
	whose := "ほかの局が書き出した一覧"
	for id, rows := range of {
		if id != 0 && rows*2 > n && s.seesAll {
			whose = s.bureauName(id) + "の一覧"
		}
	}
	if of[0] == n {
		whose = "ほかの登録簿の一覧"
	}
	return finding.Finding{Severity: finding.Error, Rule: finding.RuleUnknownID, Field: "process_id", Count: 1,
		Message: fmt.Sprintf("%s 行の手続IDが、この局の手続のものではありません。%sではないか、局を選び違えていないかを確かめてください。"+
			"どれも新しい手続のときは、手続IDの列を空欄にしてください。", thousands(n), whose),
		Example: "この局の一覧"}, true
}

func thousands(n int) string { return registry.Thousands(int64(n)) }

// clipped is a name, shortened for a sentence.
func clipped(name string) string { return clippedTo(name, 40) }

// clippedTo shortens a text to so many characters.
func clippedTo(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
