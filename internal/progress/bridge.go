package progress

import (
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// RateKind names one of the rates between whose values a bridge is drawn.
type RateKind string

// The rates that a bridge can be drawn for.
const (
	RateProcess    RateKind = "process"
	RateCases      RateKind = "cases"
	RateUsage      RateKind = "usage"
	RateDiscretion RateKind = "discretion"
)

// RateKinds lists them in the order of pages.
var RateKinds = []RateKind{RateProcess, RateCases, RateUsage, RateDiscretion}

// Label is what the rate is called.
func (k RateKind) Label() string {
	return map[RateKind]string{RateProcess: "デジタル化率", RateCases: "件数カバー率", RateUsage: "オンライン利用率",
		RateDiscretion: "都の裁量分のデジタル化率"}[k]
}

// Of is the rate among all.
func (k RateKind) Of(r Rates) Rate {
	switch k {
	case RateCases:
		return r.Cases
	case RateUsage:
		return r.Usage
	case RateDiscretion:
		return r.Discretion
	}
	return r.Process
}

// CountsCases reports whether the rate is made of cases, and not of processes.
func (k RateKind) CountsCases() bool { return k == RateCases || k == RateUsage }

// PartKind says by what a rate changed.
type PartKind string

// The parts of a bridge.
const (
	PartNew            PartKind = "new"
	PartRemoved        PartKind = "removed"
	PartTransferredIn  PartKind = "transferred_in"
	PartTransferredOut PartKind = "transferred_out"
	PartReorganisedIn  PartKind = "reorganised_in"
	PartReorganisedOut PartKind = "reorganised_out"
	PartScopeIn        PartKind = "scope_in"
	PartScopeOut       PartKind = "scope_out"
	PartAbolished      PartKind = "abolished"
	PartRevived        PartKind = "revived"
	PartExempted       PartKind = "exempted"
	PartNotExempted    PartKind = "no_longer_exempt"
	PartDigitized      PartKind = "digitized"
	PartLawChanged     PartKind = "law_changed"
	PartStatus         PartKind = "status_corrected"
	PartDiscretionIn   PartKind = "discretion_in"
	PartDiscretionOut  PartKind = "discretion_out"
	PartVolumeKnown    PartKind = "volume_known"
	PartVolumeUnknown  PartKind = "volume_unknown"
	PartVolumeUpdated  PartKind = "volume_updated"
	PartVolume         PartKind = "volume_corrected"
	PartUsageKnown     PartKind = "usage_known"
	PartUsageUnknown   PartKind = "usage_unknown"
	PartUsageUpdated   PartKind = "usage_updated"
	PartUsage          PartKind = "usage_corrected"
)

// PartLabel is what a part is called, and the rule by which a process belongs to it.
type PartLabel struct {
	Kind        PartKind
	Label, Rule string
}

// PartLabels lists the parts in the order of pages.
var PartLabels = []PartLabel{
	{PartDigitized, "デジタル化", "実施済になった手続"},
	{PartLawChanged, "国の法令改正（提案の実現）", "国への提案が実現し、実施済になったか、法令改正が要らなくなった手続"},
	{PartNew, "新規", "はじめの時点に登録がなく、新しく登録された手続"},
	{PartRemoved, "登録の取消し", "取込の取消しなどで、登録がなくなった手続"},
	{PartAbolished, "廃止", "廃止になった手続"},
	{PartRevived, "廃止の取りやめ", "廃止だったが、続けることになった手続"},
	{PartExempted, "適用除外", "適用除外になった手続"},
	{PartNotExempted, "適用除外の取りやめ", "適用除外だったが、そうではなくなった手続"},
	{PartScopeIn, "対象に追加", "対象外だったが、対象になった手続"},
	{PartScopeOut, "対象から除外", "対象だったが、対象外になった手続"},
	{PartTransferredIn, "所管替え（受入れ）", "ほかの局から移ってきた手続"},
	{PartTransferredOut, "所管替え（引渡し）", "ほかの局へ移った手続"},
	{PartReorganisedIn, "組織改正（受入れ）", "組織改正で、前身の局から移ってきた手続"},
	{PartReorganisedOut, "組織改正（引渡し）", "組織改正で、後継の局へ移った手続"},
	{PartStatus, "状況の訂正", "実施済ではなくなった手続と、はじめの時点までに実施済だったと後で分かった手続"},
	{PartDiscretionIn, "都の裁量に追加", "国の法令改正が「不要」になった手続"},
	{PartDiscretionOut, "都の裁量から除外", "国の法令改正が「不要」ではなくなった手続"},
	{PartVolumeKnown, "件数の判明", "不明だった年間件数が分かった手続"},
	{PartVolumeUnknown, "件数の不明化", "年間件数が不明になった手続"},
	{PartVolumeUpdated, "件数の更新", "より新しい年度の件数になった手続"},
	{PartVolume, "件数の訂正", "同じ年度の件数が改められた手続"},
	{PartUsageKnown, "利用の判明", "件数とオンライン件数がともに分かる年度ができた手続"},
	{PartUsageUnknown, "利用の不明化", "件数とオンライン件数がともに分かる年度がなくなった手続"},
	{PartUsageUpdated, "利用の更新", "より新しい年度の件数とオンライン件数になった手続"},
	{PartUsage, "利用の訂正", "同じ年度か前の年度の、件数かオンライン件数が改められた手続"},
}

// Sum is what a rate is made of: processes or cases, as the rate counts them.
type Sum struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
	Unknown     int64 `json:"unknown"` // processes left out because the value is unknown
}

func (s Sum) plus(o Sum, sign int64) Sum {
	return Sum{s.Numerator + sign*o.Numerator, s.Denominator + sign*o.Denominator, s.Unknown + sign*o.Unknown}
}

// Part is one reason for which a rate changed. Its sums are signed.
type Part struct {
	Kind  PartKind `json:"kind"`
	Label string   `json:"label"`
	Sum
	Processes int64 `json:"processes"` // in this part; one can be in several
}

// BridgeEnd is the rate at one end of a bridge.
type BridgeEnd struct {
	AsOf time.Time `json:"as_of"`
	Rate
}

// Bridge explains how a rate came from its value at one moment to that at another: its
// parts and From add up to To exactly.
type Bridge struct {
	RateKind    RateKind  `json:"rate"`
	RuleVersion string    `json:"rule_version"`
	AsOf        time.Time `json:"as_of"`  // that of To
	Bureau      string    `json:"bureau"` // empty: all
	Group       string    `json:"group"`  // empty: all
	From        BridgeEnd `json:"from"`
	To          BridgeEnd `json:"to"`
	Parts       []Part    `json:"parts"` // those that hold a process
}

// BridgeOf adds up the passages of all processes that changed between two moments.
func BridgeOf(k RateKind, from, to BridgeEnd, passages []registry.Passage) Bridge {
	sums := map[PartKind]Part{}
	for _, p := range passages {
		for kind, s := range k.parts(p) {
			part := sums[kind]
			part.Sum = part.plus(s, 1)
			part.Processes++
			sums[kind] = part
		}
	}
	b := Bridge{RateKind: k, RuleVersion: RuleVersion, AsOf: to.AsOf, From: from, To: to, Parts: []Part{}}
	for _, l := range PartLabels {
		if part, ok := sums[l.Kind]; ok {
			part.Kind, part.Label = l.Kind, l.Label
			b.Parts = append(b.Parts, part)
		}
	}
	return b
}

// InPart reports whether a process belongs to a part of a rate's bridge.
func (k RateKind) InPart(kind PartKind, p registry.Passage) bool {
	_, ok := k.parts(p)[kind]
	return ok
}

// parts takes the passage as a walk on which one thing changes at a step, and gives to each
// step what it did to the rate. A process that comes or goes does so in one step, as what it
// is on the side where it is present.
func (k RateKind) parts(p registry.Passage) map[PartKind]Sum {
	parts := map[PartKind]Sum{}
	at := p.From
	step := func(kind PartKind, to registry.Side) {
		before, after := k.weigh(at), k.weigh(to)
		at = to
		if before != after {
			parts[kind] = parts[kind].plus(after, 1).plus(before, -1)
		}
	}
	switch {
	case !p.From.Present && p.To.Present:
		step(arrival[p.Move], p.To)
		return parts
	case p.From.Present && !p.To.Present:
		step(departure[p.Move], p.To)
		return parts
	}
	next := at
	next.InScope = p.To.InScope
	step(either(next.InScope, PartScopeIn, PartScopeOut), next)
	next.Status = p.To.Status
	step(statusPart(p), next)
	next.LawChange = p.To.LawChange
	step(lawPart(p), next)
	next.VolumeKnown, next.Volume, next.VolumeYear = p.To.VolumeKnown, p.To.Volume, p.To.VolumeYear
	step(volumePart(p), next)
	step(usagePart(p), p.To)
	return parts
}

var (
	arrival = map[registry.Move]PartKind{registry.MoveRecorded: PartNew,
		registry.MoveTransferred: PartTransferredIn, registry.MoveReorganised: PartReorganisedIn}
	departure = map[registry.Move]PartKind{registry.MoveRecorded: PartRemoved,
		registry.MoveTransferred: PartTransferredOut, registry.MoveReorganised: PartReorganisedOut}
)

// weigh is what one process brings to the rate. A law change that nobody knows is unknown
// to the rate of discretion, a volume to that of cases, and a process without a year in which
// both numbers are known to that of usage.
func (k RateKind) weigh(s registry.Side) (w Sum) {
	if !s.Counts() {
		return Sum{}
	}
	one := int64(1)
	switch k {
	case RateCases:
		if !s.VolumeKnown {
			return Sum{Unknown: 1}
		}
		one = s.Volume
	case RateUsage:
		if !s.UsageKnown {
			return Sum{Unknown: 1}
		}
		return Sum{Numerator: s.UsageOnline, Denominator: s.UsageTotal}
	case RateDiscretion:
		switch s.LawChange {
		case registry.LawChangeUnknown:
			return Sum{Unknown: 1}
		case registry.LawChangeRequired:
			return Sum{}
		}
	}
	w.Denominator = one
	if s.Status == registry.Done {
		w.Numerator = one
	}
	return w
}

func statusPart(p registry.Passage) PartKind {
	switch was, is := p.From.Status, p.To.Status; {
	case is == registry.Abolished:
		return PartAbolished
	case is == registry.Exempt:
		return PartExempted
	case was == registry.Abolished:
		return PartRevived
	case was == registry.Exempt:
		return PartNotExempted
	case is == registry.Done && !p.Earlier && p.Freed:
		return PartLawChanged
	case is == registry.Done && !p.Earlier:
		return PartDigitized
	}
	return PartStatus
}

func lawPart(p registry.Passage) PartKind {
	switch is := p.To.LawChange == registry.LawChangeNotRequired; {
	case is && p.Freed:
		return PartLawChanged
	case is:
		return PartDiscretionIn
	}
	return PartDiscretionOut
}

func volumePart(p registry.Passage) PartKind {
	switch {
	case !p.From.VolumeKnown:
		return PartVolumeKnown
	case !p.To.VolumeKnown:
		return PartVolumeUnknown
	case p.To.VolumeYear > p.From.VolumeYear:
		return PartVolumeUpdated
	}
	return PartVolume
}

func usagePart(p registry.Passage) PartKind {
	switch {
	case !p.From.UsageKnown:
		return PartUsageKnown
	case !p.To.UsageKnown:
		return PartUsageUnknown
	case p.To.UsageYear > p.From.UsageYear:
		return PartUsageUpdated
	}
	return PartUsage
}

func either(first bool, a, b PartKind) PartKind {
	if first {
		return a
	}
	return b
}

// PartKinds lists the codes of the parts.
func PartKinds() []PartKind {
	kinds := make([]PartKind, len(PartLabels))
	for i, l := range PartLabels {
		kinds[i] = l.Kind
	}
	return slices.Clip(kinds)
}
