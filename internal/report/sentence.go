package report

import (
	"fmt"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Sentence is what is published of the figures, in Japanese: how many, which rate, how far it
// moved, where the next quarter is likely to be, and what the target still asks for.
func (p Progress) Sentence() string {
	f := p.Figures
	rate := f.Rates.Process
	text := fmt.Sprintf("%s時点で、対象の %s 手続のうち %s 手続（%s）がデジタル化されています。", momentWords(f.AsOf),
		registry.Thousands(rate.Denominator), registry.Thousands(rate.Numerator), rate.Text())
	if p.From != nil {
		was := p.From.Rates.Process
		text += fmt.Sprintf("前回（%s、%s 手続、%s）から %s ポイントです。", momentWords(p.From.AsOf),
			registry.Thousands(was.Numerator), was.Text(), progress.Points(was, rate))
	}
	if p.Forecast != nil && len(p.Forecast.Quarters) > 0 && rate.Denominator > 0 {
		q := p.Forecast.Quarters[0]
		text += fmt.Sprintf("次の四半期末（%s）には、10回に8回は %s％から %s％まで（真ん中は %s％）になる見込みです。",
			dayWords(q.Day), rateWords(q.P10), rateWords(q.P90), rateWords(q.P50))
	}
	for _, t := range f.Targets {
		if t.Empty() {
			continue
		}
		if t.Gap == 0 {
			text += fmt.Sprintf("目標「%s」（%sまでに %s 手続）には届いています。", t.Name, dayWords(t.To), registry.Thousands(t.Goal))
			continue
		}
		text += fmt.Sprintf("目標「%s」（%sまでに %s 手続）まで、あと %s 手続です。", t.Name, dayWords(t.To), registry.Thousands(t.Goal),
			registry.Thousands(t.Gap))
	}
	return text
}

// rateWords is a rate in per cent, never rounded up.
func rateWords(rate float64) string {
	return progress.Percent(registry.RateOf(rate), registry.RateUnit)
}

// dayWords is a day of the figures (2022-12-31) as people write it.
func dayWords(day string) string { return registry.DayText(dayOf(day)) }

// dayOf reads a day of the figures, which is our own text.
func dayOf(day string) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, day, registry.Tokyo)
	return t
}
