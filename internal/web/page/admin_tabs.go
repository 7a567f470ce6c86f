package page

import "tetsuzuki/internal/registry"

// The pages of administration, besides those that say so in their own files.
const (
	adminPath        = "/admin" // all settings
	thresholdsPath   = "/admin/thresholds"
	organisationPath = "/admin/organisation"
	roundsPath       = "/admin/rounds"
	codesPath        = "/admin/codes"
)

// adminTabs lead to the pages of administration that the scope may open.
func adminTabs(scope registry.Scope, here string) []tab {
	var tabs []tab
	for _, p := range []struct {
		path, label string
		power       registry.Power
	}{
		{adminPath, "設定の一覧", registry.Configure},
		{thresholdsPath, "基準", registry.Configure},
		{targetsPath, "目標", registry.Configure},
		{organisationPath, "組織", registry.Configure},
		{roundsPath, "調査回", registry.Configure},
		{accountsPath, "アカウント", registry.Administer},
		{codesPath, "コード", registry.Configure},
	} {
		if scope.May(p.power) {
			tabs = append(tabs, tab{Href: p.path, Label: p.label, Current: p.path == here})
		}
	}
	return tabs
}
