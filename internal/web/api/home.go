package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// homeQuery is from when on changes are told; zero: since the account was here before.
type homeQuery struct{ Since time.Time }

var homeParameters = parameter.Table[homeQuery]{
	parameter.Day("since", "変わったことを、この日のはじめから。省くと、前回のサインインから（はじめてなら7日前から）", "2026-04-01",
		func(q *homeQuery) *time.Time { return &q.Since }),
}

// taskJSON is one kind of work that waits.
type taskJSON struct {
	Kind  registry.TaskKind `json:"kind"`
	Label string            `json:"label"`
	Count int               `json:"count"`
	Path  string            `json:"path"` // the page of all
	Items []taskItemJSON    `json:"items"`
}

// taskItemJSON is one thing that waits, or was begun.
type taskItemJSON struct {
	Path   string                `json:"path"`
	Title  string                `json:"title"`
	Detail string                `json:"detail"`
	At     *time.Time            `json:"at"`
	State  *registry.UploadState `json:"state"` // of an upload
}

func newTaskItems(items []registry.TaskItem) []taskItemJSON {
	list := make([]taskItemJSON, len(items))
	for i, t := range items {
		list[i] = taskItemJSON{Path: t.Path, Title: t.Title, Detail: t.Detail, At: momentOrNull(t.At)}
		if t.State != "" {
			list[i].State = &t.State
		}
	}
	return list
}

// homeChangeJSON is a change by somebody else that touched the account's processes.
type homeChangeJSON struct {
	Change    int64               `json:"change"`
	At        time.Time           `json:"at"`
	Actor     string              `json:"actor"`
	Kind      registry.ChangeKind `json:"kind"`
	Reason    string              `json:"reason"`
	Upload    *int64              `json:"upload"`
	Processes int                 `json:"processes"` // how many
	ProcessID registry.ProcessID  `json:"process_id"`
	Name      string              `json:"procedure_name"` // of that one
}

// setupJSON is a step from an empty registry to its first file.
type setupJSON struct {
	Step   registry.SetupKind `json:"step"`
	Label  string             `json:"label"`
	Done   bool               `json:"done"`
	Detail string             `json:"detail"`
	Path   string             `json:"path"`
}

// home tells what waits for the caller, what the caller has begun, and what changed since.
func (s *Handlers) home(c echo.Context, q homeQuery) error {
	home, err := s.Home(c.Request().Context(), request.ScopeOf(c), q.Since)
	if err != nil {
		return err
	}
	tasks := make([]taskJSON, len(home.Tasks))
	for i, t := range home.Tasks {
		tasks[i] = taskJSON{t.Kind, t.Kind.Label(), t.Count, t.Path, newTaskItems(t.Items)}
	}
	changes := make([]homeChangeJSON, len(home.Changes))
	for i, change := range home.Changes {
		changes[i] = homeChangeJSON{change.ID, change.At.In(registry.Tokyo), change.Actor, change.Kind, change.Reason,
			numberOrNull(change.UploadID), change.Processes, change.ProcessID, change.Name}
	}
	setup := make([]setupJSON, len(home.Setup))
	for i, step := range home.Setup {
		setup[i] = setupJSON{step.Kind, step.Kind.Label(), step.Done, step.Detail, step.Kind.Path()}
	}
	return c.JSON(http.StatusOK, map[string]any{"tasks": tasks, "begun": newTaskItems(home.Begun), "since": home.Since.In(registry.Tokyo),
		"changes": changes, "more": home.More, "setup": setup})
}
