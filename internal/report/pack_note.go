package report

import (
	"fmt"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// packNote is what a pack asks about a cell, or what was returned of it.
type packNote struct {
	field string
	text  string
}

// questionsOf are the open questions about a process that its bureau answers in a cell, in a
// fiscal year.
func questionsOf(p registry.Process, fiscalYear int) []packNote {
	var all []packNote
	ask := func(field, format string, args ...any) {
		all = append(all, packNote{field, form.QuestionStart + fmt.Sprintf(format, args...) + "\n" + form.CommentEnd})
	}
	for _, lack := range registry.LacksOf(p, fiscalYear) {
		switch lack {
		case registry.LackVolume:
			ask("annual_volume", "年間件数が登録されていないため、重点手続かどうかを判定できません。件数が分からないときは「不明」としてください。")
		case registry.LackStatus:
			ask("digitization_status", "デジタル化状況が登録されていません。一覧から選んでください。")
		case registry.LackReason:
			ask("obstacle", "未実施の理由が登録されていません。一覧の番号と言葉で書いてください。")
		case registry.LackLawAnswer:
			ask("national_law_change", "国の法令改正の要否が登録されていません。「要」か「不要」を選んでください。")
		case registry.LackNewYear:
			ask("planned_fiscal_year", "予定年度の%sが過ぎています。新しい予定年度を書くか、実施したときはデジタル化状況と実施日を書いてください。",
				registry.EraYear(p.PlannedFiscalYear))
		case registry.LackYear:
			if p.Status == registry.Planned || p.Status == registry.InProgress {
				ask("planned_fiscal_year", "デジタル化を予定していますが、予定年度が登録されていません。西暦の年度（4桁）で書いてください。")
			}
		}
	}
	return all
}

// returnedNotes are the remarks of returns on the cells of processes.
func returnedNotes(returned []registry.ReturnedUpload, fiscalYear int) map[registry.ProcessID][]packNote {
	all := map[registry.ProcessID][]packNote{}
	for _, u := range returned {
		for _, r := range u.Remarks {
			if r.ProcessID != 0 && r.Field != "" && (r.FiscalYear == 0 || r.FiscalYear == fiscalYear) {
				all[r.ProcessID] = append(all[r.ProcessID], packNote{r.Field, form.ReturnedStart + r.Text + "（" + u.Actor + "、" +
					registry.DayText(u.At) + "）\n" + form.CommentEnd})
			}
		}
	}
	return all
}

// remarksBeside are the remarks of returns that are on no cell of a pack, each with its place.
func remarksBeside(returned []registry.ReturnedUpload, fiscalYear int) (texts []string) {
	for _, u := range returned {
		where := fmt.Sprintf("受付番号 %d", u.ID)
		if u.Reason != "" {
			texts = append(texts, where+"："+u.Reason)
		}
		for _, r := range u.Remarks {
			if r.ProcessID == 0 || r.Field == "" || r.FiscalYear != 0 && r.FiscalYear != fiscalYear {
				texts = append(texts, where+"　"+r.Where()+"："+r.Text)
			}
		}
	}
	return texts
}
