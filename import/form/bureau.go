package form

import "strings"

// Bureau is one organisation of the list that a new registry starts with.
type Bureau struct {
	Code       string
	Name       string
	ValidFrom  string // first day as YYYY-MM-DD, empty for always
	ValidTo    string // last day as YYYY-MM-DD, empty for still
	Successors []string
	Outside    bool // not a bureau of the metropolitan government
	Aliases    []string
}

// bureauKey folds a bureau's name; 東京都 before it says nothing more.
func bureauKey(s string) string {
	f := Fold(s)
	if t := strings.TrimPrefix(f, "東京都"); t != f && t != "" && !strings.HasPrefix(t, "立") {
		return t
	}
	return f
}
