package request

import (
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// EffectPart is the effect of an upload on the figures of one bureau, or of all.
type EffectPart struct {
	BureauID int // 0: all
	Name     string
	progress.Effect
}

// EffectParts are the effects on the upload's own bureau, and for whoever sees every bureau
// on all of them.
func EffectParts(u registry.Upload, e store.Effect) []EffectPart {
	var parts []EffectPart
	if u.BureauID != 0 {
		parts = append(parts, EffectPart{u.BureauID, u.Bureau,
			progress.EffectOf(progress.OfBureau(e.Standing, u.BureauID), progress.TalliesOf(e.Change, u.BureauID))})
	}
	if e.Whole {
		parts = append(parts, EffectPart{0, "全局", progress.EffectOf(e.Standing, e.Change)})
	}
	return parts
}
