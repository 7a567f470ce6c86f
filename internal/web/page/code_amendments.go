package page

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// amendmentsPath is the page on which code lists are amended.
const amendmentsPath = "/admin/codes/amendments"

func (s *Handlers) amendmentsPage(c echo.Context) error {
	b, err := s.amendmentsBody(c, nil)
	if err != nil {
		return err
	}
	return s.showSetting(c, b)
}

func (s *Handlers) amendmentsBody(c echo.Context, entered url.Values) (settingBody, error) {
	b := settingBody{Back: backLink{"コードの一覧へ戻る", codesPath}, Title: "コードの一覧を改める",
		Lead: "選択肢の名前、説明、並び順を改めたり、取込で読み取る書き方や新しい選択肢を加えたり、選べなくしたりします。" +
			"決めた日から、画面、取込、様式、出力に使われます。これまでの名前も、取込では同じ選択肢として読み取ります。" +
			"選択肢のコードと意味は変えられません。意味が変わるときは、今のものを選べなくし、新しいものを加えます。登録済みの手続は、そのまま残ります。"}
	b.Form = &settingForm{Title: "改める", Action: amendmentsPath, Button: "改める", Fields: amendmentFields(entered)}
	all, err := s.Store.CodeAmendments(c.Request().Context())
	if err != nil {
		return b, err
	}
	b.List, err = newSettingList(amendmentListOf(), c, all)
	return b, err
}

func amendmentFields(entered url.Values) []formField {
	var choices []option
	for _, l := range report.NewCodeListsJSON(form.Current()) {
		label := codeListLabel(l.List)
		if l.Open {
			label += "（選択肢を加えられます）"
		}
		choices = append(choices, option{Value: l.List, Label: label, Chosen: l.List == entered.Get("list")})
	}
	return []formField{
		{Name: "list", Label: "コードの一覧", Options: choices},
		{Name: "kind", Label: "改め方", Options: chosen(registry.AmendmentKind(entered.Get("kind")), registry.AmendmentKinds,
			registry.AmendmentKind.Label)},
		{Name: "code", Label: "選択肢（今あるものはコード、加えるものは名前）", Value: entered.Get("code"), Kind: textField, Max: 100, Example: "3"},
		{Name: "writing", Label: "新しい名前、説明、何番目か、または読み取る書き方", Value: entered.Get("writing"), Kind: textField, Max: 1000,
			Example: "システムが未整備", Optional: true},
		{Name: "effective_from", Label: "いつから", Value: entered.Get("effective_from"), Kind: dayInput},
		{Name: "reason", Label: "理由", Value: entered.Get("reason"), Kind: textField, Max: 1000},
	}
}

// codeListLabel is a code list by the fields of the form that it is of.
func codeListLabel(list string) string {
	for _, l := range report.NewCodeListsJSON(form.Current()) {
		if l.List == list {
			return strings.Join(l.Fields, "・")
		}
	}
	return list
}

// amendmentList is the list of the amendments, as its files have it.
func (s *Handlers) amendmentList(c echo.Context) (shownList[registry.CodeAmendment], error) {
	all, err := s.Store.CodeAmendments(c.Request().Context())
	if err != nil {
		return shownList[registry.CodeAmendment]{}, err
	}
	return amendmentListOf().show(c, all)
}

func amendmentListOf() list[registry.CodeAmendment] {
	set := func(a registry.CodeAmendment) registry.SetBy { return a.Set }
	text := func(key, label string, of func(registry.CodeAmendment) string) listColumn[registry.CodeAmendment] {
		return listColumn[registry.CodeAmendment]{Key: key, Label: label, Value: func(a registry.CodeAmendment) any { return of(a) }}
	}
	name := func(a registry.CodeAmendment) string {
		label := form.Current().CodeList(a.List).Label(a.Code)
		if label == a.Code {
			return label
		}
		return a.Code + " " + label
	}
	return list[registry.CodeAmendment]{
		Name: "コードの一覧の改め", Path: amendmentsPath, Unit: "件の改め",
		Filters: []listFilter[registry.CodeAmendment]{
			{Name: "q", Label: "選択肢・書き方・決めた人", Example: "システム",
				Keep: func(a registry.CodeAmendment, v string) bool { return contains(v, name(a), a.Writing, a.Set.By) }},
			{Name: "kind", Label: "改め方", Options: chosen("", registry.AmendmentKinds, registry.AmendmentKind.Label),
				Keep: func(a registry.CodeAmendment, v string) bool { return a.Kind == v }},
			versionFilter(set),
		},
		Columns: append([]listColumn[registry.CodeAmendment]{
			text("list", "コードの一覧", func(a registry.CodeAmendment) string { return codeListLabel(a.List) }),
			text("kind", "改め方", func(a registry.CodeAmendment) string { return registry.AmendmentKind(a.Kind).Label() }),
			text("code", "選択肢", name),
			text("writing", "名前・説明・並び順・書き方", func(a registry.CodeAmendment) string { return a.Writing }),
			{Key: "from", Label: "いつから", Value: func(a registry.CodeAmendment) any { return report.Day(a.From) }},
			text("reason", "理由", func(a registry.CodeAmendment) string { return a.Reason }),
		}, versionColumns(set, func(a registry.CodeAmendment) *askReason {
			return &askReason{Action: fmt.Sprintf("%s/%d/withdraw", amendmentsPath, a.ID), Button: "取りやめる"}
		})...),
	}
}

func (s *Handlers) amendCodes(c echo.Context) error {
	entered := c.Request().PostForm
	a := registry.CodeAmendment{Amendment: registry.Amendment{List: entered.Get("list"), Kind: entered.Get("kind"), Code: entered.Get("code"),
		Writing: entered.Get("writing")}, Reason: entered.Get("reason")}
	err := readDays("page.amendCodes", entered, dayOf{"effective_from", "いつから", &a.From})
	if err == nil {
		_, err = s.Intake.AmendCodes(c.Request().Context(), request.ScopeOf(c), a)
	}
	return s.amendmentDone(c, err, entered, "コードの一覧を改めました。")
}

func (s *Handlers) withdrawCodeAmendment(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawCodeAmendment(c.Request().Context(), request.ScopeOf(c), id, c.Request().PostForm.Get("reason"))
	return s.amendmentDone(c, err, url.Values{}, "改めを取りやめました。読み取り済みのものは、そのまま残ります。")
}

func (s *Handlers) amendmentDone(c echo.Context, err error, entered url.Values, notice string) error {
	if !request.Mendable(err) {
		return s.settingDone(c, err, amendmentsPath, notice)
	}
	b, failed := s.amendmentsBody(c, entered)
	if failed != nil {
		return failed
	}
	return s.refuseSetting(c, b, err)
}
