package importer

import (
	"fmt"
	"sort"

	"tetsuzuki/import/finding"
)

// Readability is how well machines can read a file, by the levels of the national
// rule for machine-readable data (行政データにおける機械可読性に関するルール).
type Readability struct {
	// Level is the highest level of which no rule that can be seen in the file is
	// broken: 0 where level 1 has defects, 3 where none has any.
	Level int `json:"level"`
	// Score is from 0 to 100. Levels 1, 2 and 3 give up to 40, 40 and 20 points;
	// each kind of defect takes off a share of its level's points, and more so the
	// more cells it is found in.
	Score int `json:"score"`
	// Hints say in Japanese what would raise the score, the most telling first.
	Hints []Hint `json:"hints"`
}

// Hint is one thing that would raise the score.
type Hint struct {
	Rule  string `json:"rule"`
	Text  string `json:"text"`
	Gain  int    `json:"gain"`  // points
	Cells int    `json:"cells"` // in which the defect was found
}

// readabilityRule is one rule of the national document that a reading can see.
type readabilityRule struct {
	id, text string
	level    int
	weight   int // points of its level
}

// readabilityRules are the rules in the order of the levels; the weights of a
// level add up to its points.
var readabilityRules = []readabilityRule{
	{"L1-06", "見出しや値の体裁のための空白・改行を取り除いてください。", 1, 8},
	{finding.RuleMerged, "セルの結合を解き、すべての行に値を書いてください。", 1, 12},
	{finding.RuleHidden, "非表示の行・列・シートを、表示するか削除してください。", 1, 8},
	{"L1-table", "1つのシートには1つの表だけを置いてください。", 1, 6},
	{"L1-note", "表題、注記、合計、見出しの繰り返しなど、手続でない行を表から除いてください。", 1, 6},
	{"L2-01", "件数は、単位や「約」などを付けず、数字だけで書いてください。", 2, 10},
	{"L2-02", "「〃」「同上」を使わず、すべての行に値を書いてください。", 2, 8},
	{finding.RuleSameName, "同じ名前の列をなくしてください。", 2, 6},
	{"L2-04", "選択肢のある項目は、選択肢の言葉どおりに書いてください。", 2, 8},
	{finding.RuleFormula, "数式を値に置き換えてください。", 2, 8},
	{finding.RuleHeaderRow, "見出しを1行目に置き、1行だけにしてください。", 3, 12},
	{"L3-label", "見出しを標準の様式の項目名にしてください。", 3, 8},
}

// alsoBreaks are the registry's own rules that mean a defect of the national one.
var alsoBreaks = map[string]string{
	"R-normalised": "L2-01", finding.RuleShown: "L2-01", finding.RuleNotCalculated: "L2-06", "R-unit": "L2-01", "R-mark": "L2-04",
	"R-retired-choice": "L2-04", "R-remark-in-choice": "L2-04", "R-several-choices": "L2-04",
	finding.RuleHiddenSheet: finding.RuleHidden, finding.RuleSimilarColumn: "L3-label",
}

// scorer counts the defects of a file.
type scorer struct {
	cells   int
	defects map[string]int
}

func (s *scorer) add(rule string, n int) {
	if s.defects == nil {
		s.defects = map[string]int{}
	}
	s.defects[rule] += n
}

// table counts what one table's layout breaks.
func (s *scorer) table(t *table) {
	for _, n := range t.cells {
		s.cells += n
	}
	if n := len(t.out.IgnoredRows) + len(t.Titles); n > 0 {
		s.add("L1-note", n)
	}
	if len(t.HeaderRows) > 1 {
		s.add(finding.RuleHeaderRow, len(t.HeaderRows)-1)
	}
	for _, c := range t.Columns {
		if c.Match == "synonym" {
			s.add("L3-label", 1)
		}
	}
}

// result is the score of the whole file.
func (s *scorer) result(r *Report, c *collector) *Readability {
	for _, f := range c.list {
		rule := f.Rule
		if to, ok := alsoBreaks[rule]; ok {
			rule = to
		}
		s.add(rule, f.Count)
	}
	sheets := map[string]int{}
	for _, t := range r.Tables {
		if sheets[t.Sheet]++; sheets[t.Sheet] > 1 {
			s.add("L1-table", 1)
		}
	}
	out := &Readability{Level: 3, Score: 100, Hints: []Hint{}}
	if len(r.Tables) == 0 {
		return &Readability{Hints: []Hint{{Rule: finding.RuleNoTable, Text: "手続の一覧を、1行目を見出しとする表にしてください。", Gain: 100}}}
	}
	for _, rule := range readabilityRules {
		n := s.defects[rule.id]
		if n == 0 {
			continue
		}
		out.Level = min(out.Level, rule.level-1)
		// half for having the defect at all, the rest by its spread over the cells
		lost := rule.weight/2 + min(rule.weight-rule.weight/2, (rule.weight*n*10+s.cells)/max(s.cells, 1))
		out.Score -= lost
		out.Hints = append(out.Hints, Hint{rule.id, rule.text, lost, n})
	}
	sort.SliceStable(out.Hints, func(i, j int) bool { return out.Hints[i].Gain > out.Hints[j].Gain })
	return out
}

// String is the score in a line for people.
func (r *Readability) String() string {
	return fmt.Sprintf("機械可読性 %d 点（レベル%d）", r.Score, r.Level)
}
