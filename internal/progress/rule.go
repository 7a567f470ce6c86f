package progress

// Rule is one version of the definitions of the figures.
type Rule struct {
	Version string `json:"version"`
	Changed string `json:"changed"` // what it changed of the one before, for people
	// Agrees says that what figures of this version recorded means the same today: they can be
	// computed anew and compared, whatever later versions tell besides.
	Agrees bool `json:"-"`
}

// Rules are all versions, the oldest first.
var Rules = []Rule{
	{"2026-1", "最初の規則", true},
	{"2026-2", "件数の合計に、正確でない件数の数と、合計の下限・上限を添える。「○件超」を「○件以上」と分ける。" +
		"基準の前後は、件数の幅のどこかが±5％以内にあるものとする。判定不能をわけ（件数が不明、幅が基準をまたぐ、上限がない）ごとに数える。", true},
}

// Agrees reports whether figures of a version can be compared with those that are computed
// today.
func Agrees(version string) bool {
	for _, r := range Rules {
		if r.Version == version {
			return r.Agrees
		}
	}
	return false
}
