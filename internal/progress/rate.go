package progress

import (
	"math/big"

	"tetsuzuki/internal/registry"
)

// Percent is the share n ÷ of for people, in per cent with one decimal, cut off
// and never rounded up: attainment of 69.96 % reads "69.9". Where there is nothing
// to divide by, it is "—". Neither number may be negative.
func Percent(n, of int64) string {
	if of == 0 {
		return "—"
	}
	tenths := new(big.Int).Mul(big.NewInt(n), big.NewInt(1000)) // may not fit 64 bits
	whole, tenth := tenths.Quo(tenths, big.NewInt(of)).QuoRem(tenths, big.NewInt(10), new(big.Int))
	return whole.String() + "." + tenth.String()
}

// PercentText is [Percent] with its unit; a dash alone where there is nothing to divide by.
func PercentText(n, of int64) string {
	if of == 0 {
		return Percent(n, of)
	}
	return Percent(n, of) + "％"
}

// Text is the rate for people, with its unit.
func (r Rate) Text() string { return PercentText(r.Numerator, r.Denominator) }

// NewRate is the rate of two numbers.
func NewRate(n, of int64) Rate { return rateOf(n, of, 0) }

func rateOf(n, of, unknown int64) Rate {
	return Rate{Numerator: n, Denominator: of, Rate: quotient(n, of), Percent: Percent(n, of), Unknown: unknown}
}

// Plus is the rate of what both rates count together. Its sums of cases have no bounds: those
// of two rates may belong to the same processes.
func (r Rate) Plus(s Rate) Rate {
	return rateOf(r.Numerator+s.Numerator, r.Denominator+s.Denominator, r.Unknown+s.Unknown)
}

// casesRate is the rate of two sums of cases with what they may be.
func casesRate(n, of cases, unknown int64) Rate {
	r := rateOf(n.stated, of.stated, unknown)
	r.Inexact, r.NumeratorBounds, r.DenominatorBounds = of.inexact, n.bounds(), of.bounds()
	return r
}

// cases is a sum of numbers of cases.
type cases struct {
	stated  int64
	inexact int64 // how many of its numbers are not exact
	slack   registry.Slack
}

func (c *cases) add(stated, inexact int64, slack registry.Slack) {
	c.stated += stated
	c.inexact += inexact
	c.slack = c.slack.Plus(slack)
}

func (c cases) plus(d cases) cases {
	c.add(d.stated, d.inexact, d.slack)
	return c
}

func (c cases) bounds() *Bounds {
	b := Bounds{Low: c.stated - c.slack.Below}
	if c.slack.Open == 0 {
		high := c.stated + c.slack.Above
		b.High = &high
	}
	return &b
}

// BoundsOf is what a sum of cases may be whose numbers together may be off by the slack.
func BoundsOf(stated int64, slack registry.Slack) *Bounds {
	return cases{stated: stated, slack: slack}.bounds()
}

func quotient(n, of int64) *float64 {
	if of == 0 {
		return nil
	}
	q := float64(n) / float64(of)
	return &q
}

// Text is what the sum may be, for people.
func (b Bounds) Text() string {
	if b.High == nil {
		return registry.Thousands(b.Low) + " 件以上"
	}
	if b.Low == *b.High {
		return registry.Thousands(b.Low) + " 件"
	}
	return registry.Thousands(b.Low) + "～" + registry.Thousands(*b.High) + " 件"
}

// Certainty says for people how sure the sums of cases are; empty where nothing is inexact.
func (r Rate) Certainty() string {
	if r.Inexact == 0 || r.NumeratorBounds == nil || r.DenominatorBounds == nil {
		return ""
	}
	return "件数が正確でない手続 " + registry.Thousands(r.Inexact) + "：分子は " + r.NumeratorBounds.Text() + "、分母は " + r.DenominatorBounds.Text()
}

// ShareText is the share of the cases for people, with its unit.
func (p Priority) ShareText() string {
	if p.ShareOfVolume == nil {
		return p.SharePercent
	}
	return p.SharePercent + "％"
}

// VolumeCertainty is [Rate.Certainty] of the cases of the priority processes.
func (p Priority) VolumeCertainty() string { return certainty(p.VolumeInexact, p.VolumeBounds) }

// VolumeCertainty is [Rate.Certainty] of the cases of the bureau.
func (b Bureau) VolumeCertainty() string { return certainty(b.VolumeInexact, b.VolumeBounds) }

func certainty(inexact int64, b *Bounds) string {
	if inexact == 0 || b == nil {
		return ""
	}
	return "件数が正確でない手続 " + registry.Thousands(inexact) + "：合計は " + b.Text()
}
