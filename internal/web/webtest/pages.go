package webtest

import (
	"fmt"
	"strings"

	"tetsuzuki/internal/registry"
)

// EveryPage is one address of each page and of each of its states.
func EveryPage(r *Rig) []string {
	return []string{
		"/", "/?as_of=2022-04-30", "/?as_of=2021-01-01",
		"/?since=2022-04-30", "/progress/curve", "/progress/curve?rate=cases&step=quarter", "/progress/bridge?from=2022-04-30",
		"/progress/scope", "/progress/honesty", "/progress/bureaus", "/progress/bureaus?as_of=2022-04-30&state=D",
		"/progress/bridge/processes?from=2022-04-30&part=digitized",
		"/processes", "/processes?bureau=B10&status=done&volume_min=1", "/processes?q=none", "/processes?limit=1",
		"/processes/P-0000001", "/processes/P-0000002?as_of=2022-04-30",
		"/priorities", "/priorities?list=undecidable", "/priorities?list=near",
		"/board", "/transfers", "/transfers?q=none", "/reconciliation", "/reconciliation?from=x", "/changes/1", "/admin/rounds",
		"/exports", "/account", "/account/second-factor", "/admin", "/admin/accounts", fmt.Sprintf("/admin/accounts/%d", r.Ids[registry.Planner]),
		"/nothing", "/?as_of=2999-01-01",
	}
}

// Refreshes reports whether a page is shown anew by itself where there are no scripts.
func Refreshes(page string) bool {
	return strings.Contains(page, `<noscript><meta http-equiv="refresh"`)
}
