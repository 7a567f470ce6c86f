package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// conflictJSON is a cell that the file and somebody else both changed.
type conflictJSON struct {
	Place         int64            `json:"place"` // with field and fiscal year it names the cell
	Sheet         string           `json:"sheet"`
	Row           int              `json:"row"`
	ProcessID     string           `json:"process_id"`
	ProcedureName string           `json:"procedure_name"`
	Field         string           `json:"field"`
	FiscalYear    *int             `json:"fiscal_year"` // of a volume
	Base          string           `json:"base"`
	Theirs        string           `json:"theirs"`
	TheirsBy      *theirChangeJSON `json:"theirs_by"` // null: not known
	Mine          string           `json:"mine"`
	Take          *string          `json:"take"` // mine or theirs; null: nobody has said
	Actor         *string          `json:"actor"`
}

// theirChangeJSON is the change that wrote the registry's value.
type theirChangeJSON struct {
	Change int64               `json:"change"`
	At     time.Time           `json:"at"`
	Actor  string              `json:"actor"`
	Kind   registry.ChangeKind `json:"kind"`
	Reason string              `json:"reason"`
	Upload *int64              `json:"upload"` // with which it came; null: with none that the caller sees
}

// The two answers to a conflict.
const (
	takeMine   = "mine"
	takeTheirs = "theirs"
)

// conflicts lists the cells that somebody else changed too, in the order of the file.
func (s *Handlers) conflicts(c echo.Context, q placeQuery) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	found, err := s.Intake.Comparison(
		c.Request().Context(),
		request.ScopeOf(c),
		id,
		store.ComparisonQuery{Answers: store.AnswerFilter{ByFile: true, After: q.After, Limit: int(rowsPerAnswer)}},
	)
	if err != nil {
		return err
	}
	list := make([]conflictJSON, len(found.Conflicts))
	for i, k := range found.Conflicts {
		list[i] = conflictJSON{Place: k.Place, Sheet: k.Sheet, Row: k.Row, ProcessID: k.ProcessID.String(), ProcedureName: k.ProcedureName,
			Field: k.Field, Base: k.Base, Theirs: k.Theirs, Mine: k.Mine}
		if by := k.TheirsBy; by.ID != 0 {
			list[i].TheirsBy = &theirChangeJSON{by.ID, by.At.In(registry.Tokyo), by.Actor, by.Kind, by.Reason, numberOrNull(by.UploadID)}
		}
		if k.FiscalYear != 0 {
			list[i].FiscalYear = &k.FiscalYear
		}
		if k.Answered {
			take := takeTheirs
			if k.TakeMine {
				take = takeMine
			}
			list[i].Take, list[i].Actor = &take, &k.Actor
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"conflicts": list, "total": found.ConflictCount, "next_after": found.NextConflict})
}

// resolve says which values count.
func (s *Handlers) resolve(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Conflicts []struct {
			Place      int64  `json:"place"`
			Field      string `json:"field"`
			FiscalYear int    `json:"fiscal_year"`
			Theirs     string `json:"theirs"` // on which it was decided
			Take       string `json:"take"`
		} `json:"conflicts"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	resolutions := make([]store.Resolution, len(body.Conflicts))
	for i, k := range body.Conflicts {
		if k.Take != takeMine && k.Take != takeTheirs {
			return &registry.Error{Code: registry.Invalid, Op: "api.resolve", Field: "conflicts",
				Message: "take には mine（ファイルの値）か theirs（今の登録内容）を指定してください。"}
		}
		resolutions[i] = store.Resolution{
			Place:      k.Place,
			Field:      k.Field,
			FiscalYear: k.FiscalYear,
			Theirs:     k.Theirs,
			Mine:       k.Take == takeMine,
		}
	}
	if err := s.Intake.Resolve(ctx, scope, id, resolutions); err != nil {
		return err
	}
	return s.questions(c)
}

// setClears says of which columns a blank cell clears what is recorded.
func (s *Handlers) setClears(c echo.Context) error {
	var body struct {
		Clears []string `json:"clears"`
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		return s.Intake.SetClears(c.Request().Context(), request.ScopeOf(c), id, body.Clears)
	})
}

// setPartial says whether the file holds a part of its bureau's processes only.
func (s *Handlers) setPartial(c echo.Context) error {
	var body struct {
		Partial bool `json:"partial"`
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		return s.Intake.SetPartial(c.Request().Context(), request.ScopeOf(c), id, body.Partial)
	})
}

// stage has the file read again, on request for its right rows only.
func (s *Handlers) stage(c echo.Context) error {
	var body struct {
		Password  string `json:"password"`
		RightOnly bool   `json:"right_only"`
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		ctx, scope := c.Request().Context(), request.ScopeOf(c)
		if err := s.Read(ctx, scope, intake.Reading{Upload: id, RightOnly: body.RightOnly}, body.Password); err != nil {
			return registry.Upload{}, err
		}
		return s.Intake.Upload(ctx, scope, id)
	})
}
