package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// editJSON is what somebody wants of one process. What is not named stays, null
// clears.
type editJSON struct {
	Fields  map[string]cellJSON `json:"fields"`
	Volumes []struct {
		FiscalYear int      `json:"fiscal_year"`
		Total      cellJSON `json:"total"`
		Online     cellJSON `json:"online"`
	} `json:"volumes"`
	Reason string `json:"reason"`
}

// cellJSON is the value of a field: a text, a number, a list of texts, or null.
type cellJSON struct {
	given bool
	intake.FieldInput
}

// UnmarshalJSON takes any of the four forms. An empty text is refused, since it does
// not say whether the field is to be kept or cleared.
func (c *cellJSON) UnmarshalJSON(b []byte) error {
	c.given = true
	switch b[0] {
	case 'n':
		return nil
	case '"':
		if err := json.Unmarshal(b, &c.Text); err != nil {
			return err
		}
		if strings.TrimSpace(c.Text) == "" {
			return registry.Errorf(registry.Invalid, "api.cellJSON", "空の文字列は使えません。空欄にするときは null とし、変えない項目は書かないでください。")
		}
		return nil
	case '[':
		return json.Unmarshal(b, &c.Items)
	case '{', 't', 'f':
		return registry.Errorf(registry.Invalid, "api.cellJSON", "項目の値には、文字列・数・文字列の並び・null のどれかを指定してください。")
	}
	c.Text = string(b)
	return nil
}

// text is the value of a count; nil keeps it.
func (c cellJSON) text() *string {
	if !c.given {
		return nil
	}
	return &c.Text
}

func (e editJSON) input() intake.EditInput {
	w := intake.EditInput{Fields: map[string]intake.FieldInput{}}
	for name, c := range e.Fields {
		w.Fields[name] = c.FieldInput
	}
	for _, v := range e.Volumes {
		w.Volumes = append(w.Volumes, intake.VolumeInput{FiscalYear: v.FiscalYear, Total: v.Total.text(), Online: v.Online.text()})
	}
	return w
}

// versionOf is the version that a request is about, by its If-Match.
func versionOf(c echo.Context) (int64, error) {
	given := c.Request().Header.Get("If-Match")
	version, ok := request.VersionIn(given)
	if !ok {
		return 0, &registry.Error{Code: registry.NoVersion, Op: "api.versionOf", Field: "If-Match",
			Message: `どの版を変更するのかを、If-Match で1つ指定してください。手続を読み出したときの ETag をそのまま使います。例：If-Match: "12"`}
	}
	return version, nil
}

// editedJSON is a process after an edit.
type editedJSON struct {
	report.DetailJSON
	Findings []finding.Finding `json:"findings"`     // what was normalised or looks doubtful, and was written all the same
	Pending  *int64            `json:"pending_edit"` // the edit waits for a second person; null: it was written
}

// sendEdited tells what became of an edit of a version. Where it waits for a second person,
// the process is as it was.
func (s *Handlers) sendEdited(c echo.Context, d store.ProcessDetail, version int64, found []finding.Finding) error {
	if found == nil {
		found = []finding.Finding{}
	}
	c.Response().Header().Set("ETag", request.ETag(d.ChangeID))
	of, err := s.Intake.Form(c.Request().Context())
	if err != nil {
		return err
	}
	edited := editedJSON{report.NewDetailJSON(of, d), found, nil}
	if d.ChangeID == version && d.Pending != nil {
		edited.Pending = &d.Pending.ID
		return c.JSON(http.StatusAccepted, edited)
	}
	return c.JSON(http.StatusOK, edited)
}

// edit changes one process, if it is still the version that the caller saw.
func (s *Handlers) edit(c echo.Context) error {
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		return err
	}
	version, err := versionOf(c)
	if err != nil {
		return err
	}
	var e editJSON
	if err := request.ReadJSON(c, &e); err != nil {
		return err
	}
	d, found, err := s.Intake.Edit(c.Request().Context(), request.ScopeOf(c), id, version, e.input(), e.Reason)
	if err != nil {
		return err
	}
	return s.sendEdited(c, d, version, found)
}

// overrule decides the priority of one process by hand; null leaves it to the
// volume again.
func (s *Handlers) overrule(c echo.Context) error {
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		return err
	}
	version, err := versionOf(c)
	if err != nil {
		return err
	}
	var decision struct {
		Priority registry.Priority `json:"priority"`
		Reason   string            `json:"reason"`
	}
	if err := request.ReadJSON(c, &decision); err != nil {
		return err
	}
	d, err := s.Intake.Overrule(c.Request().Context(), request.ScopeOf(c), id, version, decision.Priority, decision.Reason)
	if err != nil {
		return err
	}
	return s.sendEdited(c, d, version, nil)
}
