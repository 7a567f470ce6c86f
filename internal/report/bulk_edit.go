package report

import (
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BulkJSON is an edit of many processes, of the API and of the verb.
type BulkJSON struct {
	ID         int64              `json:"id"`
	State      registry.BulkState `json:"state"`
	Query      string             `json:"query"` // the parameters of the list that was chosen
	Reason     string             `json:"reason"`
	Actor      string             `json:"actor"`
	At         time.Time          `json:"at"`
	EndedBy    maybe              `json:"ended_by"` // of one that waited for a second person
	EndReason  maybe              `json:"end_reason"`
	Processes  int64              `json:"processes"` // that it wrote, or is to write
	LeftOut    int64              `json:"left_out"`
	Change     *int64             `json:"change"`    // that wrote it; null: none
	UndoneBy   *int64             `json:"undone_by"` // the change that undid it; null: none
	Job        *BulkJobJSON       `json:"job"`       // the newest that does something with it; null: none, or not told
	OutOfWrite []LeftOutJSON      `json:"left_out_processes"`
	Rows       []BulkRowJSON      `json:"rows"` // of one that waits, or that has just been written
}

// BulkJobJSON is how far a job is that does something with an edit.
type BulkJobJSON struct {
	Act     registry.BulkAct  `json:"act"`
	State   registry.JobState `json:"state"`
	Step    string            `json:"step"`
	Done    int64             `json:"done"`
	Total   int64             `json:"total"`   // 0: unknown
	Message maybe             `json:"message"` // why it, or its last attempt, failed
}

// LeftOutJSON is a process that an edit did not write.
type LeftOutJSON struct {
	ProcessID registry.ProcessID `json:"process_id"`
	Why       string             `json:"why"`
}

// BulkRowJSON is what an edit does to one process.
type BulkRowJSON struct {
	ProcessID     registry.ProcessID   `json:"process_id"`
	ProcedureName string               `json:"procedure_name"`
	Bureau        string               `json:"bureau"`
	Outcome       registry.BulkOutcome `json:"outcome"`
	Why           maybe                `json:"why"`
	Fields        []FieldJSON          `json:"fields"`
}

// BulkPreviewJSON is what an edit would do now.
type BulkPreviewJSON struct {
	Base   int64                        `json:"base"`  // to be sent with the edit
	Waits  bool                         `json:"waits"` // it would wait for a second person
	Counts map[registry.BulkOutcome]int `json:"counts"`
	Rows   []BulkRowJSON                `json:"rows"`
}

// NewBulkPreviewJSON writes one.
func NewBulkPreviewJSON(p store.BulkPreview) BulkPreviewJSON {
	j := BulkPreviewJSON{Base: p.Base, Waits: p.Waits, Counts: map[registry.BulkOutcome]int{}, Rows: bulkRowsJSON(p.Rows)}
	for _, o := range registry.BulkOutcomes {
		j.Counts[o] = p.Counts[o]
	}
	return j
}

// bulkRowsJSON are the first of each outcome.
func bulkRowsJSON(rows []store.BulkRow) []BulkRowJSON {
	list := []BulkRowJSON{}
	told := map[registry.BulkOutcome]int{}
	for _, r := range rows {
		if told[r.Outcome]++; told[r.Outcome] <= registry.BulkRowsShown {
			list = append(list, BulkRowJSON{r.ID, r.ProcedureName, r.Bureau, r.Outcome, maybe(r.Why), NewFieldsJSON(r.Fields)})
		}
	}
	return list
}

// NewBulkJSON writes an edit.
func NewBulkJSON(d store.BulkDetail) BulkJSON {
	j := BulkJSON{ID: d.ID, State: d.State, Query: d.Conditions, Reason: d.Reason, Actor: d.Actor, At: d.At.In(registry.Tokyo),
		EndedBy: maybe(d.EndedBy), EndReason: maybe(d.EndReason), Processes: d.Processes, LeftOut: d.BulkEdit.LeftOut,
		Change: orNull(d.ChangeID), UndoneBy: orNull(d.UndoneBy), OutOfWrite: []LeftOutJSON{}, Rows: bulkRowsJSON(d.Rows)}
	if d.Job.ID != 0 {
		j.Job = &BulkJobJSON{d.Act, d.Job.State, d.Job.Step, d.Job.Done, d.Job.Total, maybe(d.Job.Message)}
	}
	for _, l := range d.LeftOut[:min(len(d.LeftOut), registry.BulkRowsShown)] {
		j.OutOfWrite = append(j.OutOfWrite, LeftOutJSON(l))
	}
	return j
}
