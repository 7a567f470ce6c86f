package api

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// snapshotJSON is a set of published figures (公表値), in a list with the rates alone.
type snapshotJSON struct {
	Snapshot    int64          `json:"snapshot"`
	Name        string         `json:"name"`
	Note        string         `json:"note"`
	AsOf        time.Time      `json:"as_of"`
	RecordedAt  time.Time      `json:"recorded_at"`
	RecordedBy  string         `json:"recorded_by"`
	Replaces    *int64         `json:"replaces"` // the one that it corrects
	Reason      string         `json:"reason"`   // why it does
	ReplacedBy  *int64         `json:"replaced_by"`
	RuleVersion string         `json:"rule_version"`
	Program     string         `json:"program"`
	Change      int64          `json:"change"`     // recorded it
	StoodAt     int64          `json:"stood_at"`   // the last change as of then
	StoodHash   string         `json:"stood_hash"` // of that change
	Hash        string         `json:"hash"`       // of all that was recorded
	Rates       progress.Rates `json:"rates"`
}

// snapshotDetailJSON is one of them with everything.
type snapshotDetailJSON struct {
	snapshotJSON
	Figures json.RawMessage    `json:"figures"` // to the letter as recorded
	Check   *snapshotCheckJSON `json:"check"`   // null: only for those who see every bureau, as the next
	Now     *progress.Figures  `json:"now"`
	Seal    sealJSON           `json:"seal"`
}

type snapshotCheckJSON struct {
	Recomputed  bool                  `json:"recomputed"` // false: the figures follow other definitions than this program
	Equal       bool                  `json:"equal"`
	Differences []progress.Difference `json:"differences"`
}

func newSnapshotJSON(s store.Snapshot) snapshotJSON {
	return snapshotJSON{Snapshot: s.ID, Name: s.Name, Note: s.Note, AsOf: s.AsOf.In(registry.Tokyo),
		RecordedAt: s.Recorded.At.In(registry.Tokyo), RecordedBy: s.Recorded.Actor, Replaces: numberOrNull(s.Replaces), Reason: s.Reason,
		ReplacedBy: numberOrNull(s.ReplacedBy), RuleVersion: s.Figures.RuleVersion, Program: s.Program, Change: s.ChangeID,
		StoodAt: s.StoodAt, StoodHash: hex.EncodeToString(s.StoodHash), Hash: hex.EncodeToString(s.Hash), Rates: s.Figures.Rates}
}

func (s *Handlers) snapshots(c echo.Context) error {
	all, err := s.Store.Snapshots(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	list := make([]snapshotJSON, len(all))
	for i, snap := range all {
		list[i] = newSnapshotJSON(snap)
	}
	return c.JSON(http.StatusOK, map[string]any{"snapshots": list})
}

func (s *Handlers) snapshot(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	snap, err := s.Store.Snapshot(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	return s.sendSnapshot(c, http.StatusOK, snap)
}

// withQuery says with which figures others are compared.
type withQuery struct {
	With int64 // 0: those of now
}

var withParameters = parameter.Table[withQuery]{
	parameter.Integer("with", "比べる公表値の番号。省くと今の数値（全局を見る人だけ）", "2", 1, 1_000_000_000, func(q *withQuery) *int64 { return &q.With }),
}

// snapshotBetween compares a set of published figures with another one, or with those of now.
func (s *Handlers) snapshotBetween(c echo.Context, q withQuery) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	from, err := s.Store.Snapshot(ctx, scope, id)
	if err != nil {
		return err
	}
	j := struct {
		From snapshotJSON  `json:"from"`
		To   *snapshotJSON `json:"to"` // null: now
		progress.Between
	}{From: newSnapshotJSON(from)}
	var to progress.Figures
	if q.With == 0 {
		if !scope.AllBureaus() {
			return registry.Errorf(registry.Forbidden, "api.snapshotBetween", "今の数値と比べられるのは、全局を見る人だけです。with に、比べる公表値の番号を指定してください。例：with=2")
		}
		to, err = s.Store.Figures(ctx, scope, time.Time{})
	} else {
		var other store.Snapshot
		if other, err = s.Store.Snapshot(ctx, scope, q.With); err == nil {
			shown := newSnapshotJSON(other)
			j.To, to = &shown, other.Figures
		}
	}
	if err != nil {
		return err
	}
	j.Between = progress.BetweenOf(from.Figures, to)
	return c.JSON(http.StatusOK, j)
}

func (s *Handlers) sendSnapshot(c echo.Context, status int, snap store.Snapshot) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	j := snapshotDetailJSON{snapshotJSON: newSnapshotJSON(snap), Figures: snap.Written}
	seal, err := s.Store.Seal(ctx)
	if err != nil {
		return err
	}
	j.Seal = newSealJSON(seal)
	if scope.AllBureaus() {
		differences, known, err := s.Store.CheckSnapshot(ctx, scope, snap)
		if err != nil {
			return err
		}
		j.Check = &snapshotCheckJSON{known, known && len(differences) == 0, append([]progress.Difference{}, differences...)}
		now, err := s.Store.Figures(ctx, scope, time.Time{})
		if err != nil {
			return err
		}
		j.Now = &now
	}
	return c.JSON(status, j)
}

func (s *Handlers) addSnapshot(c echo.Context) error {
	var given struct {
		Name     string `json:"name"`
		Note     string `json:"note"`
		AsOf     string `json:"as_of"` // empty: now
		Replaces int64  `json:"replaces"`
		Reason   string `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	d := store.SnapshotDraft{Name: given.Name, Note: given.Note, Replaces: given.Replaces, Reason: given.Reason}
	if given.AsOf != "" {
		var err error
		if d.AsOf, err = registry.ParseMoment(given.AsOf); err != nil {
			return err
		}
	}
	added, err := s.Store.AddSnapshot(c.Request().Context(), request.ScopeOf(c), d)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, fmt.Sprintf("/api/v1/snapshots/%d", added.ID))
	return s.sendSnapshot(c, http.StatusCreated, added)
}
