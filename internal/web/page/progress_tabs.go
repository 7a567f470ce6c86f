package page

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// The pages of progress, each of which computes what it shows and no more.
const (
	ratesPath    = "/"
	curvePath    = "/progress/curve"
	bridgePath   = "/progress/bridge"
	forecastPath = "/progress/forecast"
	scopePath    = "/progress/scope"
	honestyPath  = "/progress/honesty"
)

// progressTab leads to one of the pages of progress.
type progressTab struct {
	Href, Label string
	Current     bool
}

// progressTabs lead to the pages of progress; those of one moment keep it.
func progressTabs(here string, asOf time.Time) []progressTab {
	until := url.Values{}
	if !asOf.IsZero() {
		until.Set("to", registry.FormatMoment(asOf))
	}
	return []progressTab{
		{withQuery(ratesPath, asOfValues(asOf)), "率と局", here == ratesPath},
		{withQuery(bureauTablePath, asOfValues(asOf)), "局の状況", here == bureauTablePath},
		{withQuery(curvePath, until), "推移", here == curvePath},
		{withQuery(bridgePath, until), "増減の理由", here == bridgePath},
		{withQuery(forecastPath, asOfValues(asOf)), "見込み", here == forecastPath},
		{withQuery(scopePath, asOfValues(asOf)), "対象と支障", here == scopePath},
		{withQuery(honestyPath, asOfValues(asOf)), "数値の確かさ", here == honestyPath},
	}
}

// tabsOf are the tabs of the pages of progress, or of those of a group.
func (s *Handlers) tabsOf(c echo.Context, here string, asOf time.Time, group string) ([]progressTab, error) {
	tabs := progressTabs(here, asOf)
	number, err := s.GroupGiven(c.Request().Context(), group)
	if number == 0 {
		return tabs, err
	}
	for i, t := range tabs {
		at, query, _ := strings.Cut(t.Href, "?")
		values, _ := url.ParseQuery(query) // our own
		if at == ratesPath {
			tabs[i].Href = withQuery(groupPath(number), values)
			continue
		}
		values.Set("group", group)
		tabs[i].Href = withQuery(at, values)
	}
	return slices.DeleteFunc(tabs, func(t progressTab) bool { return strings.HasPrefix(t.Href, honestyPath) }), nil
}

// ofGroup says that a page shows the processes of a group alone.
type ofGroup struct{ Name, All string }

// ofGroupAt is what the page at an address shows; no name where it shows all.
func ofGroupAt(path string, values url.Values) ofGroup {
	all := without(values, "group")
	return ofGroup{values.Get("group"), withQuery(path, all)}
}
