package page

import (
	"net/url"
	"time"

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
