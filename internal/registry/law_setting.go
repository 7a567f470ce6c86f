package registry

// LawSettingKind is what people set of a law.
type LawSettingKind string

// The kinds.
const (
	LawAlias    LawSettingKind = "alias"    // which law a writing means
	LawMinistry LawSettingKind = "ministry" // which ministry is in charge of a law
)

// LawSettingKinds lists them in the order of pages.
var LawSettingKinds = []LawSettingKind{LawAlias, LawMinistry}

// Label is the kind's Japanese name.
func (k LawSettingKind) Label() string {
	return map[LawSettingKind]string{LawAlias: "法令の読み方", LawMinistry: "法令の所管府省"}[k]
}

// LawSetting is what a person set of a law.
type LawSetting struct {
	Kind    LawSettingKind
	Written string // as bureaus write it
	Value   string // the law that it means, or its ministry
	Reason  string
}

// LawSettingVersion is a setting as it was recorded.
type LawSettingVersion struct {
	ID int64
	LawSetting
	Set SetBy
}

// Current reports whether the version is in force.
func (l LawSettingVersion) Current() bool { return l.Set.EndedAt.IsZero() }
