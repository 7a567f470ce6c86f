package page

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// organisationBody is the page of what becomes of bureaus, with the form of one kind.
type organisationBody struct {
	Tabs    []tab
	Current []entryRow
	Past    []entryRow // what was withdrawn
	Kinds   []tab
	Form    organisationForm
	Bureaus []registry.Bureau // that the form offers
	Fields  []formField       // those that are one input
	Problem string
	Field   string
}

type entryRow struct {
	registry.OrganisationEntry
	State     registry.OrganisationState
	Tone      string
	Ambiguous bool // it does not say which departments go where
}

// Withdrawable reports whether the page offers to withdraw the entry.
func (e entryRow) Withdrawable() bool { return !e.Set.At.IsZero() && e.Set.By != "初期設定" }

// AfterText is what the form of moves begins with: a line for each bureau.
func (e entryRow) AfterText() string {
	lines := make([]string, len(e.After))
	for i, p := range e.After {
		lines[i] = p.Name
		if len(p.Departments) > 0 {
			lines[i] += "：" + strings.Join(p.Departments, "、")
		}
	}
	return strings.Join(lines, "\n")
}

// organisationForm is what was entered, as it was entered.
type organisationForm struct {
	Kind     registry.OrganisationKind
	On       string
	Bureaus  []string // codes
	Name     string
	External bool
	Into     string // a bureau on each line
	Reason   string
}

// fields are the fields of the form that are one input.
func (f organisationForm) fields() (fields []formField) {
	switch f.Kind {
	case registry.BureauAdded:
		fields = append(fields, formField{Name: "name", Label: "局の名前", Value: f.Name, Kind: textField, Max: 100, Example: "福祉局"})
	case registry.BureauRenamed:
		fields = append(fields, formField{Name: "name", Label: "新しい名前", Value: f.Name, Kind: textField, Max: 100, Example: "福祉局"})
	}
	return append(fields, formField{Name: "on", Label: "施行日（その日からそうなる日）", Value: f.On, Kind: dayInput}, reasonField(f.Reason))
}

// Has reports whether a bureau was chosen.
func (f organisationForm) Has(code string) bool {
	for _, b := range f.Bureaus {
		if b == code {
			return true
		}
	}
	return false
}

func (s *Handlers) organisationPage(c echo.Context) error {
	f := organisationForm{Kind: registry.OrganisationKind(c.QueryParam("kind"))}
	if f.Kind.Label() == "" {
		f.Kind = registry.BureauRenamed
	}
	return s.showOrganisation(c, http.StatusOK, organisationBody{Form: f})
}

func (s *Handlers) showOrganisation(c echo.Context, status int, b organisationBody) error {
	ctx := c.Request().Context()
	all, err := s.Store.Organisation(ctx, request.ScopeOf(c))
	if err != nil {
		return err
	}
	for _, e := range all {
		row := entryRow{OrganisationEntry: e, State: e.State(s.Now())}
		row.Tone = map[registry.OrganisationState]string{registry.OrganisationDone: "good", registry.OrganisationMoving: "warn"}[row.State]
		_, err := e.Ways("page.showOrganisation", nil)
		row.Ambiguous = err != nil
		if e.Set.EndedAt.IsZero() {
			b.Current = append(b.Current, row)
		} else {
			b.Past = append(b.Past, row)
		}
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	for _, o := range bureaus {
		if o.ValidTo.IsZero() {
			b.Bureaus = append(b.Bureaus, o)
		}
	}
	for _, k := range registry.OrganisationKinds {
		at := organisationPath + "?kind=" + string(k) + "#organisation-form"
		b.Kinds = append(b.Kinds, tab{Href: at, Label: k.Label(), Current: k == b.Form.Kind})
	}
	b.Fields = marked(b.Form.fields(), b.Field, "organisation-problem")
	b.Tabs = adminTabs(request.ScopeOf(c), organisationPath)
	return s.pages.organisation.render(s, c, status, page{Title: "組織の改正"}, b)
}

func (s *Handlers) reorganise(c echo.Context) error {
	ctx := c.Request().Context()
	form := c.Request().PostForm
	f := organisationForm{Kind: registry.OrganisationKind(form.Get("kind")), On: form.Get("on"), Bureaus: form["bureau"],
		Name: form.Get("name"), External: form.Get("external") != "", Into: form.Get("into"), Reason: form.Get("reason")}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	r := registry.Reorganisation{Kind: f.Kind, Name: f.Name, External: f.External, Reason: f.Reason}
	if err := readDays("page.reorganise", form, dayOf{"on", "施行日", &r.On}); err != nil {
		return s.organisationDone(c, err, f, "")
	}
	for _, code := range f.Bureaus {
		b, _ := registry.FindBureau(bureaus, code)
		r.Bureaus = append(r.Bureaus, b.ID)
	}
	r.Into = partsEntered(bureaus, r.On, f.Into)
	e, err := s.Store.Reorganise(ctx, request.ScopeOf(c), r)
	return s.organisationDone(c, err, f, "組織の改正（"+r.Kind.Label()+"）を記録しました。"+e.Text()+"。")
}

// partsEntered are the bureaus of a text, one on each line.
func partsEntered(bureaus []registry.Bureau, on time.Time, text string) (parts []registry.BureauPart) {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			parts = append(parts, registry.ParseBureauPart(bureaus, on, line))
		}
	}
	return parts
}

func (s *Handlers) proposeMoves(c echo.Context) error {
	ctx := c.Request().Context()
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	e, err := s.Store.ProposeMoves(ctx, request.ScopeOf(c), int(id), partsEntered(bureaus, s.Now(), c.Request().PostForm.Get("into")))
	notice := "手続の所管替えを申し出ました。両局の承認者が同意すると移ります。"
	if e.Left == 0 {
		notice = "手続はすべて移りました。"
	}
	return s.organisationDone(c, err, organisationForm{Kind: registry.BureauRenamed}, notice)
}

func (s *Handlers) withdrawReorganisation(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawReorganisation(c.Request().Context(), request.ScopeOf(c), int(id), c.Request().PostForm.Get("reason"))
	return s.organisationDone(c, err, organisationForm{Kind: registry.BureauRenamed}, "組織の改正を取りやめました。")
}

func (s *Handlers) organisationDone(c echo.Context, err error, f organisationForm, notice string) error {
	if request.Mendable(err) {
		return s.showOrganisation(c, http.StatusUnprocessableEntity,
			organisationBody{Form: f, Problem: registry.MessageOf(err), Field: request.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	return s.Done(c, organisationPath, notice)
}
