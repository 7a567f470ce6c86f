package registry

// Concern is why a change of a process is worth a look before it counts. None of them
// stands in the way of a change.
type Concern string

// The concerns. The last two say that the list of priority processes changes.
const (
	ConcernExemptDone   Concern = "exempt_done"
	ConcernUndone       Concern = "undone"
	ConcernVolumeTimes  Concern = "volume_times_10"
	ConcernVolumeTenth  Concern = "volume_tenth"
	ConcernVolumeGone   Concern = "volume_gone"
	ConcernPlannedLater Concern = "planned_later"
	ConcernLawDropped   Concern = "law_change_dropped"
	ConcernAlike        Concern = "alike"
	ConcernPriorityNew  Concern = "priority_new"
	ConcernPriorityLost Concern = "priority_lost"
)

// Concerns lists all of them in the order in which pages show them.
var Concerns = []Concern{ConcernExemptDone, ConcernUndone, ConcernVolumeTimes, ConcernVolumeTenth, ConcernVolumeGone, ConcernPlannedLater,
	ConcernLawDropped, ConcernAlike, ConcernPriorityNew, ConcernPriorityLost}

// ManyAlike is how many rows must change a field from the same value to the same value to
// be [ConcernAlike].
const ManyAlike = 20

// Label is the concern's Japanese name.
func (c Concern) Label() string {
	return map[Concern]string{
		ConcernExemptDone: "適用除外から実施済へ", ConcernUndone: "実施済から戻る", ConcernVolumeTimes: "件数が10倍以上",
		ConcernVolumeTenth: "件数が10分の1以下", ConcernVolumeGone: "件数がなくなる", ConcernPlannedLater: "予定年度が遅くなる",
		ConcernLawDropped: "国の法令改正が要らなくなる", ConcernAlike: "多くの行が同じように変わる",
		ConcernPriorityNew: "新しい重点手続", ConcernPriorityLost: "重点手続から外れる",
	}[c]
}

// Rule is the rule by which a change is one, for people.
func (c Concern) Rule() string {
	return map[Concern]string{
		ConcernExemptDone:   "デジタル化状況が「適用除外」から「実施済」に変わる。",
		ConcernUndone:       "デジタル化状況が「実施済」から、「廃止」のほかの状況か空欄に変わる。",
		ConcernVolumeTimes:  "同じ年度の件数か、いちばん新しい年度の件数が、前の10倍以上になる（前が0件のときを除く）。",
		ConcernVolumeTenth:  "同じ年度の件数か、いちばん新しい年度の件数が、前の10分の1以下になる（前が0件のときを除く）。",
		ConcernVolumeGone:   "分かっていた年度の件数が、不明か空欄になる。",
		ConcernPlannedLater: "予定年度が、前より後の年度になる。",
		ConcernLawDropped:   "国の法令改正の要否が「要」から「不要」に変わる。",
		ConcernAlike:        "20行以上で、同じ項目が、同じ値から同じ値に変わる。",
		ConcernPriorityNew:  "重点手続（年間件数が基準以上）でなかった手続が、重点手続になる。新しい手続を含む。",
		ConcernPriorityLost: "重点手続だった手続が、重点手続でなくなるか、判定不能になる。",
	}[c]
}

// ChangedVolume is the volume of one fiscal year before and after a change.
type ChangedVolume struct {
	Before, After Count
}

// ConcernsOf are the concerns about one change of a process, but for [ConcernAlike], which
// is about many. before is nil for a new process; the volumes are those of the fiscal years
// that change.
func ConcernsOf(before *Process, after Process, volumes []ChangedVolume, threshold int64) []Concern {
	var found []Concern
	add := func(is bool, c Concern) {
		if is {
			found = append(found, c)
		}
	}
	priority := after.Priority(threshold) == Yes
	if before == nil {
		add(priority, ConcernPriorityNew)
		return found
	}
	was := before.Priority(threshold) == Yes
	if latest := (ChangedVolume{totalOf(before.Deciding), totalOf(after.Deciding)}); len(volumes) > 0 {
		volumes = append(volumes[:len(volumes):len(volumes)], latest)
	}
	times, tenth, gone := false, false, false
	for _, v := range volumes {
		times, tenth, gone = times || v.times(), tenth || v.tenth(), gone || v.gone()
	}
	add(before.Status == Exempt && after.Status == Done, ConcernExemptDone)
	add(before.Status == Done && after.Status != Done && after.Status != Abolished, ConcernUndone)
	add(times, ConcernVolumeTimes)
	add(tenth, ConcernVolumeTenth)
	add(gone, ConcernVolumeGone)
	add(before.PlannedFiscalYear > 0 && after.PlannedFiscalYear > before.PlannedFiscalYear, ConcernPlannedLater)
	add(before.NationalLawChange == LawChangeRequired && after.NationalLawChange == LawChangeNotRequired, ConcernLawDropped)
	add(!was && priority, ConcernPriorityNew)
	add(was && !priority, ConcernPriorityLost)
	return found
}

func totalOf(v *Volume) Count {
	if v == nil {
		return Count{}
	}
	return v.Total
}

// both are the values, if both are known and the one before is no zero.
func (v ChangedVolume) both() (before, after int64, ok bool) {
	if !v.Before.Known() || !v.After.Known() || *v.Before.Value == 0 {
		return 0, 0, false
	}
	return *v.Before.Value, *v.After.Value, true
}

func (v ChangedVolume) times() bool {
	before, after, ok := v.both()
	return ok && after/10 >= before // after ≥ 10 × before, without an overflow
}

func (v ChangedVolume) tenth() bool {
	before, after, ok := v.both()
	return ok && before/10 >= after
}

func (v ChangedVolume) gone() bool { return v.Before.Known() && !v.After.Known() }
