package report

import "tetsuzuki/internal/registry"

// LawSettingJSON is one version of what people set of a law.
type LawSettingJSON struct {
	ID      int64                   `json:"id"`
	Kind    registry.LawSettingKind `json:"kind"`
	Written string                  `json:"written"`
	Value   string                  `json:"value"`
	SetJSON
}

// LawSettingsJSON is the list of them.
type LawSettingsJSON struct {
	SettingsJSON
	Settings []LawSettingJSON `json:"settings"`
}

// NewLawSettingsJSON writes them.
func NewLawSettingsJSON(head SettingsJSON, all []registry.LawSettingVersion) LawSettingsJSON {
	j := LawSettingsJSON{head, make([]LawSettingJSON, len(all))}
	for i, l := range all {
		j.Settings[i] = LawSettingJSON{l.ID, l.Kind, l.Written, l.Value, NewSetJSON(l.Reason, l.Set)}
	}
	return j
}
