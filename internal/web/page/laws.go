package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

const lawsPath = "/laws"

// lawsBody is the page of what stands in the way of processes.
type lawsBody struct {
	Laws       progress.Laws
	Of         ofGroup
	AsOf       asOfForm
	Tabs       []tab
	Unknown    string // the list of those of which nobody knows whether a law must change
	Blocked    string // the list of all that wait for a change of law
	List       shownList[progress.LawRank]
	Lines      [][]listCell
	Unresolved string // the list of those of which no law could be read
}

// lawWords are what a ranking is by, for people.
var lawWords = map[law.By]string{law.ByLaw: "法令", law.ByArticle: "条項", law.ByMinistry: "所管府省"}

func (s *Handlers) lawsPage(c echo.Context) error {
	q, err := lawsAsked(c, request.LawsParameters)
	if err != nil {
		return err
	}
	shown, laws, described, err := s.lawsShown(c, q)
	if err != nil {
		return err
	}
	of := extentAsked{q.Bureau, q.Group}
	b := lawsBody{Laws: laws, Of: ofGroupAt(lawsPath, c.QueryParams()), List: shown, Lines: described.lines(shown.Rows),
		AsOf:    s.asOfForm(lawsPath, q.AsOf).keeping(c.QueryParams(), "by", "bureau", "group"),
		Unknown: listing(of.of(waiting(q.AsOf, registry.LawChangeUnknown))), Blocked: listing(of.of(waiting(q.AsOf, registry.LawChangeRequired)))}
	for _, by := range law.Bys {
		b.Tabs = append(b.Tabs, tab{Label: lawWords[by] + "ごと", Current: by == q.By,
			Href: withQuery(lawsPath, lawsValues(request.LawsQuery{By: by, AsOf: q.AsOf, Bureau: q.Bureau, Group: q.Group}))})
	}
	if len(laws.Unresolved) > 0 {
		b.Unresolved = blockedHref(q, law.Subject{})
	}
	return s.pages.laws.render(s, c, http.StatusOK, page{Title: "国の法令"}, b)
}

// lawList is the ranking as its files have it.
func (s *Handlers) lawList(c echo.Context) (shownList[progress.LawRank], error) {
	q, err := lawsAsked(c, request.LawsParameters)
	if err != nil {
		return shownList[progress.LawRank]{}, err
	}
	shown, _, _, err := s.lawsShown(c, q)
	return shown, err
}

// lawLabels are what the parameters are called.
var lawLabels = map[string]string{"as_of": "時点", "by": "並べ方", "bureau": "局", "group": "手続群", "law": "法令",
	"article": "条項", "ministry": "所管府省"}

// lawsAsked reads the parameters of a table from an address, which has those of the list as well.
func lawsAsked[T any](c echo.Context, t parameter.Table[T]) (T, error) {
	given := url.Values{}
	for _, p := range t {
		if values, ok := c.QueryParams()[p.Name]; ok {
			given[p.Name] = values
		}
	}
	asked, err := t.Parse("page.lawsAsked", filled(given))
	return asked, inWords(t, given, lawLabels, err)
}

// blockedParameters are those of the processes that wait for a law, without paging: the list has
// its own.
var blockedParameters = slices.DeleteFunc(slices.Clone(request.BlockedParameters), func(p parameter.Parameter[request.BlockedQuery]) bool {
	return p.Name == "after" || p.Name == paramLimit
})

func (s *Handlers) lawsShown(c echo.Context, q request.LawsQuery) (
	shown shownList[progress.LawRank], laws progress.Laws, described list[progress.LawRank], err error) {
	if laws, err = s.Laws(c.Request().Context(), request.ScopeOf(c), q); err != nil {
		return shown, laws, described, err
	}
	described = lawListOf(q, laws)
	shown, err = described.show(c, laws.Laws)
	return shown, laws, described, err
}

// waiting are the processes in scope that are not done, with one of the values of whether a
// national law must change.
func waiting(asOf time.Time, change registry.LawChange) store.ProcessFilter {
	f := notDone(asOf)
	f.LawChanges = []string{string(change)}
	return f
}

// notDone are the processes in scope that are not done.
func notDone(asOf time.Time) store.ProcessFilter {
	f := counted(asOf)
	for _, status := range registry.Statuses {
		if status != registry.Done && status != registry.Exempt && status != registry.Abolished {
			f.Statuses = append(f.Statuses, string(status))
		}
	}
	f.Statuses = append(f.Statuses, store.Blank)
	return f
}

// lawsValues are the part of an address for a ranking.
func lawsValues(q request.LawsQuery) url.Values {
	v := url.Values{}
	for name, values := range asOfValues(q.AsOf) {
		v[name] = values
	}
	if q.By != law.ByLaw {
		v.Set("by", string(q.By))
	}
	if q.Bureau != "" {
		v.Set("bureau", q.Bureau)
	}
	if q.Group != "" {
		v.Set("group", q.Group)
	}
	return v
}

// blockedHref leads to the processes that wait for one law, article or ministry.
func blockedHref(q request.LawsQuery, s law.Subject) string {
	v := lawsValues(q)
	for name, value := range map[string]string{"law": s.Law, "article": s.Article, "ministry": s.Ministry} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return withQuery(lawsPath+"/processes", v)
}

// lawListOf describes the ranking.
func lawListOf(q request.LawsQuery, l progress.Laws) list[progress.LawRank] {
	number := func(key, label string, of func(progress.LawRank) int64) listColumn[progress.LawRank] {
		return listColumn[progress.LawRank]{Key: key, Label: label, Number: true, Value: func(r progress.LawRank) any { return of(r) }}
	}
	name := listColumn[progress.LawRank]{Key: "name", Label: lawWords[q.By],
		Value: func(r progress.LawRank) any { return strings.TrimSpace(r.Law + " " + r.Article + r.Ministry) },
		Sub: func(r progress.LawRank) string {
			if q.By == law.ByMinistry {
				return ""
			}
			return strings.TrimSpace(r.Kind.Label() + "　" + strings.Join(r.Ministries, "、"))
		},
		Href: func(r progress.LawRank) string {
			return blockedHref(q, law.Subject{Law: r.Law, Article: r.Article, Ministry: r.Ministry})
		}}
	return list[progress.LawRank]{
		Name: lawWords[q.By] + "ごとの、改正で動かせる手続", Path: lawsPath, Unit: strings.TrimPrefix(lawWords[q.By], "所管"),
		Own: []string{"as_of", "by", "bureau", "group"}, When: "時点：" + registry.MomentText(l.AsOf),
		Filters: []listFilter[progress.LawRank]{{Name: "q", Label: "法令・府省", Example: "建築基準法",
			Keep: func(r progress.LawRank, v string) bool {
				return contains(v, append(r.Ministries, r.Law, r.Ministry)...)
			}}},
		Columns: []listColumn[progress.LawRank]{
			name,
			number("processes", "動かせる手続", func(r progress.LawRank) int64 { return r.Processes }),
			number("cases", "年間件数", func(r progress.LawRank) int64 { return r.Cases }),
			number("unknown", "件数が不明", func(r progress.LawRank) int64 { return r.Unknown }),
			number("priority", "重点手続", func(r progress.LawRank) int64 { return r.Priority }),
			number("others", "ほかの改正も要る", func(r progress.LawRank) int64 { return r.All.Processes - r.Processes }),
			{Key: "process", Label: "改正後のデジタル化率", Number: true, Value: func(r progress.LawRank) any { return r.ProcessAfter }},
			{Key: "coverage", Label: "改正後の件数カバー率", Number: true, Value: func(r progress.LawRank) any { return r.CaseCoverageAfter }},
			{Label: "件数が正確でない", Number: true, File: true, Value: func(r progress.LawRank) any { return r.Inexact }},
		},
	}
}

// blockedBody is the page of the processes that wait for one law, article or ministry.
type blockedBody struct {
	Back  backLink
	Title string
	AsOf  string // for people
	List  shownList[store.BlockedProcess]
	Lines [][]listCell
}

func (s *Handlers) blockedPage(c echo.Context) error {
	q, err := lawsAsked(c, blockedParameters)
	if err != nil {
		return err
	}
	shown, described, asOf, err := s.blockedShown(c, q)
	if err != nil {
		return err
	}
	b := blockedBody{Back: backLink{"国の法令へ戻る", withQuery(lawsPath, lawsValues(q.LawsQuery))}, Title: subjectTitle(q.Subject),
		AsOf: registry.MomentText(asOf), List: shown, Lines: described.lines(shown.Rows)}
	return s.pages.blocked.render(s, c, http.StatusOK, page{Title: b.Title}, b)
}

// mostBlocked is more than how many processes wait for one law.
const mostBlocked = 1 << 20

func (s *Handlers) blockedShown(c echo.Context, q request.BlockedQuery) (
	shown shownList[store.BlockedProcess], described list[store.BlockedProcess], asOf time.Time, err error) {
	q.Limit = mostBlocked
	all, err := s.Blocked(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return shown, described, asOf, err
	}
	described = blockedListOf(q, all.AsOf)
	shown, err = described.show(c, all.Processes)
	return shown, described, all.AsOf, err
}

// blockedListOf describes the list of those processes.
func blockedListOf(q request.BlockedQuery, asOf time.Time) list[store.BlockedProcess] {
	text := func(key, label string, of func(store.BlockedProcess) string) listColumn[store.BlockedProcess] {
		return listColumn[store.BlockedProcess]{Key: key, Label: label, Value: func(p store.BlockedProcess) any { return of(p) }}
	}
	name := text("name", "手続", func(p store.BlockedProcess) string { return p.ProcedureName })
	name.Sub = func(p store.BlockedProcess) string { return strings.TrimSpace(p.ID.String() + "　" + p.ProcessName) }
	name.Href = func(p store.BlockedProcess) string { return withQuery("/processes/"+p.ID.String(), asOfValues(q.AsOf)) }
	basis := text("basis", "根拠法令・条項", func(p store.BlockedProcess) string {
		return strings.TrimSpace(p.Law.LegalBasis + " " + p.Law.LegalArticle)
	})
	return list[store.BlockedProcess]{
		Name: subjectTitle(q.Subject), Path: lawsPath + "/processes", Unit: "手続", Sort: "-volume",
		Own: []string{"as_of", "by", "bureau", "group", "law", "article", "ministry"}, When: "時点：" + registry.MomentText(asOf),
		Filters: []listFilter[store.BlockedProcess]{{Name: "q", Label: "手続・局・法令", Example: "許可",
			Keep: func(p store.BlockedProcess, v string) bool {
				return contains(v, p.ProcedureName, p.ProcessName, p.Bureau, p.Law.LegalBasis, p.Law.LawToChange)
			}}},
		Columns: []listColumn[store.BlockedProcess]{
			name,
			text("bureau", "局", func(p store.BlockedProcess) string { return p.Bureau }),
			basis,
			text("change", "改正が必要な法令・条項", func(p store.BlockedProcess) string { return p.Law.LawToChange }),
			text("ministry", "所管府省", func(p store.BlockedProcess) string { return p.Law.Ministry }),
			{Key: "volume", Label: "年間件数", Number: true, Sum: true, Value: func(p store.BlockedProcess) any {
				if p.Volume == nil {
					return nil
				}
				return *p.Volume
			}},
			{Label: "手続ID", File: true, Value: func(p store.BlockedProcess) any { return p.ID.String() }},
		},
	}
}

// blockedList is the list of those processes as its files have it.
func (s *Handlers) blockedList(c echo.Context) (shownList[store.BlockedProcess], error) {
	q, err := lawsAsked(c, blockedParameters)
	if err != nil {
		return shownList[store.BlockedProcess]{}, err
	}
	shown, _, _, err := s.blockedShown(c, q)
	return shown, err
}

func subjectTitle(s law.Subject) string {
	if s == (law.Subject{}) {
		return "法令を読み取れなかった手続"
	}
	return strings.TrimSpace(s.Law+" "+s.Article+s.Ministry) + "の改正を待つ手続"
}
