package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// generator makes up one bureau's processes.
type generator struct {
	*rand.Rand
	b bureau
}

// name is what a process is called, and after which law.
// name is what a process is called, and what it rests on: a law, or an ordinance under a law of
// the nation.
type name struct {
	procedure, kind, law, national string
}

var (
	kinds = []string{"", "第一種", "第二種", "第三種", "特定", "一般", "小規模", "大規模", "臨時", "広域", "共同", "指定", "認定", "既存", "区域外", "簡易"}
	acts  = []struct{ text, kind string }{
		{"の設置の許可申請", "1"}, {"の変更の許可申請", "1"}, {"の登録の申請", "1"}, {"の登録の更新の申請", "1"},
		{"の開始の届出", "1"}, {"の変更の届出", "1"}, {"の廃止の届出", "1"}, {"の休止の届出", "1"}, {"の再開の届出", "1"},
		{"の承継の届出", "1"}, {"に係る認定の申請", "1"}, {"に係る証明書の交付の申請", "1"}, {"に係る証明書の再交付の申請", "1"},
		{"に係る補助金の交付の申請", "1"}, {"に係る実績の報告", "1"}, {"に係る定期報告", "1"}, {"に係る計画の提出", "1"},
		{"の検査の申請", "1"}, {"に係る手数料の減免の申請", "1"}, {"の責任者の選任の届出", "1"}, {"の名義の変更の届出", "1"},
		{"の許可の通知", "2-1"}, {"の変更の許可の通知", "2-1"}, {"に係る認定の通知", "2-1"}, {"に係る補助金の交付決定の通知", "2-1"},
		{"に係る証明書の交付", "2-1"}, {"の検査の結果の通知", "2-1"}, {"に係る改善命令", "2-2"}, {"に係る報告の徴収", "2-2"},
		{"に係る立入検査の結果の通知", "2-2"}, {"の許可の取消しの通知", "2-2"}, {"に係る指導票の交付", "2-3"},
		{"に係る台帳の閲覧", "3"}, {"に係る計画の縦覧", "3"}, {"に係る台帳の作成・保存", "4"}, {"に係る帳簿の保存", "4"},
		{"に係る標識の交付の申請", "1"}, {"の期間の延長の申請", "1"}, {"に係る意見書の提出", "1"}, {"に係る異議の申出", "1"},
	}
	divisions  = []string{"管理課", "計画課", "指導課", "審査課", "相談課", "調整課"}
	sections   = []string{"総務部", "事業推進部", "指導監察部", "計画調整部"}
	ministries = []string{"総務省", "厚生労働省", "国土交通省", "環境省", "経済産業省", "文部科学省", "農林水産省", "警察庁"}
	platforms  = []string{"東京共同電子申請・届出サービス", "SaaS電子申請", "jGrants", "局の独自システム"}
	documents  = []string{"申請書", "定款", "登記事項証明書", "事業計画書", "図面（平面図、立面図）", "誓約書", "決算書", "住民票の写し"}
	periods    = []string{"P7D", "P10D", "P14D", "P30D", "P60D", "P1M", "P2W", "P1W/P2W", ""}
)

// names are some different names of the bureau's processes, shuffled.
func (g generator) names(n int) []name {
	all := make([]name, 0, len(g.b.subjects)*len(kinds)*len(acts))
	for i, subject := range g.b.subjects {
		national := "架空の" + subject + "に関する法律"
		law := national
		if i%3 == 0 {
			law = "東京都架空" + subject + "条例"
		}
		for _, kind := range kinds {
			for _, a := range acts {
				all = append(all, name{kind + subject + a.text, a.kind, law, national})
			}
		}
	}
	g.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:n]
}

// chance is true in n of 1,000 cases.
func (g generator) chance(permille int) bool { return g.IntN(1000) < permille }

func (g generator) pick(from []string) string { return from[g.IntN(len(from))] }

// row makes up a process. volume is its number of cases where it has many, else 0.
func (g generator) row(n name, volume int64) report.Row {
	p := registry.Process{
		Bureau:         g.b.name,
		Department:     g.pick(sections),
		Division:       g.pick(divisions),
		ProcedureName:  n.procedure,
		ProcessType:    n.kind,
		LegalBasis:     n.law,
		LegalArticle:   fmt.Sprintf("第%d条第%d項", 1+g.IntN(60), 1+g.IntN(4)),
		AffairCategory: []string{"1", "1", "1", "2", "3"}[g.IntN(5)],
		InScope:        !g.chance(20),
		IdentityMethod: []string{"6", "6", "2", "4", "1", "3"}[g.IntN(6)],
		Fee:            []string{"none", "none", "required"}[g.IntN(3)],
		SealRequired:   []string{"no", "no", "yes", "unknown"}[g.IntN(4)],
		Remarks:        Remark,

		StandardProcessingPeriod: g.pick(periods),
	}
	p.Applicant, p.Recipient = []string{"5", "6", "7"}[g.IntN(3)], "3"
	if n.kind[0] == '2' {
		p.Applicant, p.Recipient = p.Recipient, p.Applicant
	}
	for range g.IntN(3) {
		if d := g.pick(documents); len(p.Attachments) == 0 || p.Attachments[0] != d {
			p.Attachments = append(p.Attachments, d)
		}
	}
	g.digitization(&p, n, volume > 0)
	r := report.Row{Process: p}
	for _, year := range g.b.years() {
		r.Volumes = append(r.Volumes, g.volume(year, volume, p.Status))
	}
	return r
}

// ministryOf is the first of the two ministries that hold a law of the nation.
func ministryOf(law string) (first int) {
	for _, p := range Proposals {
		if p.Law == law {
			return slices.Index(ministries, p.Ministry)
		}
	}
	for _, r := range law {
		first += int(r)
	}
	return first % len(ministries)
}

// digitization makes up how far a process is, and what stands in its way. More of
// the processes with many cases are done.
func (g generator) digitization(p *registry.Process, n name, many bool) {
	p.NationalLawChange = registry.LawChangeNotRequired
	switch {
	case g.chance(90):
		p.NationalLawChange = registry.LawChangeRequired
		p.LawToChange = n.national + " " + p.LegalArticle
		p.Ministry = ministries[(ministryOf(n.national)+g.IntN(2))%len(ministries)]
	case g.chance(80):
		p.NationalLawChange = registry.LawChangeUnknown
	}
	done := 265
	if many {
		done = 550
	}
	rest := g.IntN(1000)
	switch {
	case g.chance(done) && p.NationalLawChange != registry.LawChangeRequired:
		p.Status = registry.Done
		p.DigitizedOn = time.Date(2019, 4, 1+g.IntN(1270), 0, 0, 0, 0, time.UTC)
		p.Platform = g.pick(platforms)
	case rest < 70:
		p.Status = registry.Partial
		p.Platform = g.pick(platforms)
	case rest < 180:
		p.Status = registry.InProgress
		p.PlannedFiscalYear = 2021 + g.IntN(2)
	case rest < 500:
		p.Status = registry.Planned
		p.PlannedFiscalYear = 2021 + g.IntN(4)
		p.Obstacle = []string{"0"}
	case rest < 750:
		p.Status = registry.Considering
		p.Obstacle = []string{[]string{"1", "2", "3", "4", "6", "7"}[g.IntN(6)]}
	case rest < 930:
		p.Status = registry.NotStarted
		p.Obstacle = []string{[]string{"1", "3", "4", "6"}[g.IntN(4)], "7"}
	case rest < 965:
		p.Status = registry.Exempt
		p.Obstacle = []string{"5"}
	default:
		p.Status = registry.Abolished
	}
}
