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

// progressTabs lead to the pages of progress; those of one moment keep it.
func progressTabs(here string, asOf time.Time) []tab {
	until := url.Values{}
	if !asOf.IsZero() {
		until.Set("to", registry.FormatMoment(asOf))
	}
	return []tab{
		{Href: withQuery(ratesPath, asOfValues(asOf)), Label: "率と局", Current: here == ratesPath},
		{Href: withQuery(bureauTablePath, asOfValues(asOf)), Label: "局の状況", Current: here == bureauTablePath},
		{Href: withQuery(curvePath, until), Label: "推移", Current: here == curvePath},
		{Href: withQuery(bridgePath, until), Label: "増減の理由", Current: here == bridgePath},
		{Href: withQuery(forecastPath, asOfValues(asOf)), Label: "見込み", Current: here == forecastPath},
		{Href: withQuery(scopePath, asOfValues(asOf)), Label: "対象と支障", Current: here == scopePath},
		{Href: withQuery(honestyPath, asOfValues(asOf)), Label: "数値の確かさ", Current: here == honestyPath},
	}
}

// tabsOf are the tabs of the pages of progress, or of those of a group.
func (s *Handlers) tabsOf(c echo.Context, here string, asOf time.Time, group string) ([]tab, error) {
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
	// What bureaus handed in is no group's.
	return slices.DeleteFunc(tabs, func(t tab) bool {
		return strings.HasPrefix(t.Href, honestyPath) || strings.HasPrefix(t.Href, bureauTablePath)
	}), nil
}

// ofGroup says that a page shows the processes of a group alone.
type ofGroup struct{ Name, All string }

// ofGroupAt is what the page at an address shows; no name where it shows all.
func ofGroupAt(path string, values url.Values) ofGroup {
	all := without(values, "group")
	return ofGroup{values.Get("group"), withQuery(path, all)}
}
