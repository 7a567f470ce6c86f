package page_test

import (
	"net/url"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// The forecast tells the chance of each target, the band behind it, and where the plans will be
// late; as of a past moment it stands there.
func TestTheForecastTellsTheChanceOfEachTarget(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	planner := r.As(registry.Planner)
	planner.Get("/progress/forecast").Want(t, 200, "対象の手続がまだないので、見込みはありません")
	r.Fill()
	page := planner.Get("/progress/forecast?as_of=2022-06-30").Want(t, 200, "目標に届く見込み", "2022年6月30日", "10回に8回はこの幅", "３年間で70％")
	page.See(t, webtest.Heading("デジタル化率の見込み"), webtest.Link("", "/progress/forecast.svg?as_of=2022-06-30"))
	planner.Get("/progress/forecast.svg?as_of=2022-06-30").Want(t, 200, "<svg", "band-80")
	planner.Get("/progress/forecast?as_of=きのう").Want(t, 400, "時点")
	planner.Get("/api/v1/forecast?as_of=2022-06-30&target=ない目標").Want(t, 400, "次の中から指定してください")
	planner.Get("/").See(t, webtest.Link("見込み", "/progress/forecast"))
	planner.Get("/progress/forecast/scores").Want(t, 200, "終わった四半期のある見込みは、まだありません")
	r.As(registry.Headquarters).Call("POST", "/api/v1/snapshots", `{"name": "架空の公表値", "as_of": "2022-06-30"}`).Want(t, 201)
	planner.Get("/progress/forecast/scores").Want(t, 200, "架空の公表値", "80％の幅").See(t, webtest.Link("架空の公表値", "/snapshots/1"))
	planner.Get("/api/v1/forecast/scores").Want(t, 200, `"forecasts":1`)
	r.As(registry.Officer).Get("/progress/forecast").Want(t, 200, "!見込みの成績")
	r.As(registry.Officer).Get("/progress/forecast/scores").Want(t, 403, "すべての局")
}

// The page of laws leads from a law to its processes, and from texts of which none could be read to
// theirs.
func TestThePageOfLawsLeadsToTheProcesses(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	planner := r.As(registry.Planner)
	planner.Get("/laws").Want(t, 200, "国の法令の改正を待つ手続はありません")
	of := func(name, change string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: name, LegalBasis: "架空旅券法", InScope: true,
			NationalLawChange: registry.LawChangeRequired, LawToChange: change, Ministry: "架空省"}}
	}
	r.World.Change(t, "2022-11-01 09:00", "架空の担当者", of("架空旅券の発給", "架空旅券法第３条第1項"), of("架空旅券の更新", "検討中"))
	planner.Get("/laws").Want(t, 200, "架空旅券法", "架空省", "検討中").
		See(t, webtest.Link("架空旅券法", "/laws/processes?law="+url.QueryEscape("架空旅券法")), webtest.Link("その手続", "/laws/processes"))
	planner.Get("/laws/processes?law=架空旅券法").Want(t, 200, "架空旅券の発給", "!架空旅券の更新", "架空旅券法の改正を待つ手続")
	planner.Get("/laws/processes").Want(t, 200, "架空旅券の更新", "!架空旅券の発給", "法令を読み取れなかった手続")
	planner.Get("/laws?by=article").Want(t, 200, "架空旅券法 第3条第1項")
	planner.Get("/laws?by=局").Want(t, 400, "一覧から選んでください")
}
