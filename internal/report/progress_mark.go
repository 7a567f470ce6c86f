package report

import (
	"fmt"

	"tetsuzuki/internal/registry"
)

// The marks of a progress workbook, by which it is checked later. They stand on a sheet that
// everybody sees.
const (
	markFormat        = "形式"
	markMoment        = "時点"
	markFrom          = "前回の時点"
	markPublished     = "公表値の番号"
	markFromPublished = "前回の公表値の番号"
	markWhose         = "範囲"
	markRules         = "集計の規則"
	markThreshold     = "重点手続の基準"
	markProcesses     = "手続数"
	markChange        = "登録の最後の変更"
	markChecksum      = "全手続のチェックサム"
)

// progressFormat names the sheets and columns of the workbook; it goes up when they change.
const progressFormat = "進捗報告 3"

func (p Progress) addMarks(b *book) error {
	g, err := b.grid(markSheet, 28, 80)
	if err != nil {
		return err
	}
	g.title("情報", "tetsuzuki check-report が、この印をもとに、登録簿と今も同じかを確かめます。消さないでください。")
	mark := func(name, value string) { g.row(words(name), words(value)) }
	mark(markFormat, progressFormat)
	mark(markMoment, registry.FormatMoment(p.Figures.AsOf))
	if p.From != nil {
		mark(markFrom, registry.FormatMoment(p.From.AsOf))
	}
	if p.Published.ID != 0 {
		g.row(words(markPublished), count(p.Published.ID))
	}
	if p.FromPublished.ID != 0 {
		g.row(words(markFromPublished), count(p.FromPublished.ID))
	}
	mark(markWhose, p.scopeWords())
	mark(markRules, p.Figures.RuleVersion)
	g.row(words(markThreshold), count(p.Figures.Threshold))
	g.row(words(markProcesses), count(p.Figures.Processes).by("%s", p.labels().all().count()))
	if p.Stood.ID != 0 {
		mark(markChange, fmt.Sprintf("%d %s", p.Stood.ID, p.Stood.Hash))
	}
	mark(markChecksum, b.checksum)
	return g.finish()
}
