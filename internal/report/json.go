package report

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// ProcessJSON is a process as the API and the verbs write it: the fields and codes
// of the check report, a blank as null, with the codes' labels beside them.
type ProcessJSON struct {
	ProcessID                registry.ProcessID `json:"process_id"`
	BureauCode               string             `json:"bureau_code"`
	Bureau                   string             `json:"bureau"`
	Department               maybe              `json:"department"`
	Division                 maybe              `json:"division"`
	ProcedureName            string             `json:"procedure_name"`
	ProcessName              maybe              `json:"process_name"`
	ProcessType              maybe              `json:"process_type"`
	Applicant                maybe              `json:"applicant"`
	Recipient                maybe              `json:"recipient"`
	LegalBasis               maybe              `json:"legal_basis"`
	LegalArticle             maybe              `json:"legal_article"`
	AffairCategory           maybe              `json:"affair_category"`
	Priority                 registry.Priority  `json:"priority"`
	PriorityOverride         maybe              `json:"priority_override"` // a person's decision
	PriorityReason           maybe              `json:"priority_reason"`
	UndecidableCause         maybe              `json:"undecidable_cause"` // null: it is not undecidable
	Volume                   *VolumeJSON        `json:"volume"`            // what decides the priority; null: unknown
	Usage                    *UsageJSON         `json:"usage"`             // null: no year with both numbers known
	DigitizationStatus       maybe              `json:"digitization_status"`
	PlannedFiscalYear        *int               `json:"planned_fiscal_year"`
	DigitizedOn              maybe              `json:"digitized_on"`
	Obstacle                 []string           `json:"obstacle"`
	NationalLawChange        string             `json:"national_law_change"`
	LawToChange              maybe              `json:"law_to_change"`
	Ministry                 maybe              `json:"ministry"`
	Scope                    string             `json:"scope"`
	Platform                 maybe              `json:"platform"`
	IdentityMethod           maybe              `json:"identity_method"`
	Fee                      maybe              `json:"fee"`
	PaymentMethods           []string           `json:"payment_methods"`
	Attachments              []string           `json:"attachments"`
	SealRequired             maybe              `json:"seal_required"`
	StandardProcessingPeriod maybe              `json:"standard_processing_period"`
	Remarks                  maybe              `json:"remarks"`
	RecordedFrom             time.Time          `json:"recorded_from"` // of this version
	Labels                   map[string]any     `json:"labels"`        // of the codes, by field: a text, or a list of them

	*JudgedJSON // nil: nobody asks for it
}

// JudgedJSON is what depends on the day and on the target in force.
type JudgedJSON struct {
	Missing []LackJSON        `json:"missing"`      // to digitize it, the gravest first
	Brought *progress.Brought `json:"target_share"` // of what is missing to the target; null: it brings nothing
}

// LackJSON is something that is missing to digitize a process.
type LackJSON struct {
	Lack  registry.Lack `json:"lack"`
	Label string        `json:"label"`
}

// JSON is what the judge says of a process.
func (j Judge) JSON(p registry.Process) *JudgedJSON {
	said := &JudgedJSON{Missing: []LackJSON{}, Brought: j.Gap.Brings(p)}
	for _, l := range registry.LacksOf(p, j.FiscalYear) {
		said.Missing = append(said.Missing, LackJSON{l, l.Label()})
	}
	return said
}

// RankedJSON is a process with its place in a list, from 1.
type RankedJSON struct {
	Rank int64 `json:"rank"`
	ProcessJSON
}

// VolumeJSON is what decides a priority.
type VolumeJSON struct {
	FiscalYear     int                `json:"fiscal_year"`
	Total          int64              `json:"total"`
	TotalUpper     *int64             `json:"total_upper"` // of a range
	TotalQualifier registry.Qualifier `json:"total_qualifier"`
}

// UsageJSON is the latest year in which both numbers are known.
type UsageJSON struct {
	FiscalYear int   `json:"fiscal_year"`
	Total      int64 `json:"total"`
	Online     int64 `json:"online"`
}

// maybe is a text that is null where it is blank.
type maybe string

// MarshalJSON writes the text or null.
func (m maybe) MarshalJSON() ([]byte, error) {
	if m == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(m))
}

// NewProcessJSON writes a process whose priority is decided by a threshold.
func NewProcessJSON(f *form.Form, p registry.Process, threshold int64) ProcessJSON {
	j := ProcessJSON{
		ProcessID: p.ID, BureauCode: p.BureauCode, Bureau: p.Bureau, Department: maybe(p.Department), Division: maybe(p.Division),
		ProcedureName: p.ProcedureName, ProcessName: maybe(p.ProcessName), ProcessType: maybe(p.ProcessType),
		Applicant: maybe(p.Applicant), Recipient: maybe(p.Recipient), LegalBasis: maybe(p.LegalBasis),
		LegalArticle: maybe(p.LegalArticle), AffairCategory: maybe(p.AffairCategory),
		Priority: p.Priority(threshold), PriorityOverride: maybe(p.Override), PriorityReason: maybe(p.OverrideReason),
		UndecidableCause:   maybe(p.Cause(threshold)),
		DigitizationStatus: maybe(p.Status), Obstacle: list(p.Obstacle),
		NationalLawChange: string(p.NationalLawChange), LawToChange: maybe(p.LawToChange), Ministry: maybe(p.Ministry),
		Scope: store.ScopeOut, Platform: maybe(p.Platform), IdentityMethod: maybe(p.IdentityMethod), Fee: maybe(p.Fee),
		PaymentMethods: list(p.PaymentMethods), Attachments: list(p.Attachments), SealRequired: maybe(p.SealRequired),
		StandardProcessingPeriod: maybe(p.StandardProcessingPeriod), Remarks: maybe(p.Remarks),
		RecordedFrom: p.RecordedFrom.In(registry.Tokyo),
	}
	if p.InScope {
		j.Scope = store.ScopeIn
	}
	if p.PlannedFiscalYear != 0 {
		j.PlannedFiscalYear = &p.PlannedFiscalYear
	}
	if !p.DigitizedOn.IsZero() {
		j.DigitizedOn = maybe(p.DigitizedOn.Format(time.DateOnly))
	}
	if v := p.Deciding; v != nil {
		j.Volume = &VolumeJSON{v.FiscalYear, *v.Total.Value, v.Total.Upper, v.Total.Qualifier}
	}
	if u := p.Usage; u != nil {
		j.Usage = &UsageJSON{u.FiscalYear, u.Total, u.Online}
	}
	j.Labels = j.labels(cmp.Or(f, form.Current()))
	return j
}

// labels are those of all codes that the process has.
func (j ProcessJSON) labels(f *form.Form) map[string]any {
	labels := map[string]any{}
	for field, code := range map[string]string{
		"process_type": string(j.ProcessType), "applicant": string(j.Applicant), "recipient": string(j.Recipient),
		"affair_category": string(j.AffairCategory), "digitization_status": string(j.DigitizationStatus),
		"national_law_change": j.NationalLawChange, "scope": j.Scope, "identity_method": string(j.IdentityMethod),
		"fee": string(j.Fee), "seal_required": string(j.SealRequired),
	} {
		if code != "" {
			labels[field] = f.Field(field).List.Label(code)
		}
	}
	for field, codes := range map[string][]string{"obstacle": j.Obstacle, "payment_methods": j.PaymentMethods} {
		if len(codes) > 0 {
			texts := make([]string, len(codes))
			for i, c := range codes {
				texts[i] = f.Field(field).List.Label(c)
			}
			labels[field] = texts
		}
	}
	return labels
}

// list is never null: a field of several values has none, one or more.
func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

// DetailJSON is one process with everything that is known about it.
type DetailJSON struct {
	AsOf      time.Time `json:"as_of"`
	Threshold int64     `json:"threshold"`
	ProcessJSON
	Volumes []YearJSON   `json:"volumes"`
	History []ChangeJSON `json:"history"` // the newest first
}

// YearJSON is the volume of one fiscal year, as in the check report.
type YearJSON struct {
	FiscalYear      int    `json:"fiscal_year"`
	Total           *int64 `json:"total"`
	TotalUpper      *int64 `json:"total_upper"`
	TotalQualifier  maybe  `json:"total_qualifier"`
	TotalState      maybe  `json:"total_state"`
	TotalRaw        maybe  `json:"total_raw"`
	Online          *int64 `json:"online"`
	OnlineUpper     *int64 `json:"online_upper"`
	OnlineQualifier maybe  `json:"online_qualifier"`
	OnlineState     maybe  `json:"online_state"`
	OnlineRaw       maybe  `json:"online_raw"`
}

// ChangeJSON is what one change did to a process.
type ChangeJSON struct {
	ChangeID int64               `json:"change_id"`
	At       time.Time           `json:"at"`
	Actor    string              `json:"actor"`
	Kind     registry.ChangeKind `json:"kind"`
	Reason   maybe               `json:"reason"`
	UploadID *int64              `json:"upload_id"`
	Redone   bool                `json:"redone"`  // of an undo: it undid an undo, and the upload holds again
	Created  bool                `json:"created"` // the process was not there before
	Removed  bool                `json:"removed"` // the process was removed by an undo
	Fields   []FieldJSON         `json:"fields"`
}

// FieldJSON is one field before and after a change.
type FieldJSON struct {
	Field      string `json:"field"`
	FiscalYear *int   `json:"fiscal_year"` // of volumes
	Old        maybe  `json:"old"`
	New        maybe  `json:"new"`
}

// ChangeDetailJSON is one change with what it did to processes, a page of them at a time.
type ChangeDetailJSON struct {
	ChangeID     int64                `json:"change_id"`
	At           time.Time            `json:"at"`
	Actor        string               `json:"actor"`
	Kind         registry.ChangeKind  `json:"kind"`
	Reason       maybe                `json:"reason"`
	UploadID     *int64               `json:"upload_id"`
	TransferID   *int64               `json:"transfer_id"`
	SnapshotID   *int64               `json:"snapshot"`
	Redone       bool                 `json:"redone"`
	Hash         string               `json:"hash"`
	PreviousHash string               `json:"previous_hash"`
	ContentHash  string               `json:"content_hash"`
	Previous     *int64               `json:"previous"` // the change before, where the caller reaches it
	Added        int64                `json:"added"`
	Altered      int64                `json:"altered"`
	Removed      int64                `json:"removed"`
	Processes    []ChangedProcessJSON `json:"processes"`
	NextAfter    *registry.ProcessID  `json:"next_after"` // null: this is the last page
	Settings     []ChangedSettingJSON `json:"settings"`
}

// ChangedSettingJSON is what a change did to one setting.
type ChangedSettingJSON struct {
	Setting registry.SettingKind `json:"setting"`
	Name    maybe                `json:"name"`
	Created bool                 `json:"created"`
	Removed bool                 `json:"removed"`
	Fields  []FieldJSON          `json:"fields"`
}

// ChangedProcessJSON is what a change did to one process.
type ChangedProcessJSON struct {
	ProcessID     registry.ProcessID `json:"process_id"`
	ProcedureName string             `json:"procedure_name"`
	Bureau        string             `json:"bureau"`
	Created       bool               `json:"created"`
	Removed       bool               `json:"removed"`
	Fields        []FieldJSON        `json:"fields"`
}

// NewChangeDetailJSON writes one change.
func NewChangeDetailJSON(d store.ChangeDetail) ChangeDetailJSON {
	j := ChangeDetailJSON{
		ChangeID: d.ID, At: d.At.In(registry.Tokyo), Actor: d.Actor, Kind: d.Kind, Reason: maybe(d.Reason), Redone: d.Redone,
		UploadID: orNull(d.UploadID), TransferID: orNull(d.TransferID), SnapshotID: orNull(d.SnapshotID), Previous: orNull(d.Before),
		Hash: hex.EncodeToString(d.Hash[:]), PreviousHash: hex.EncodeToString(d.PreviousHash[:]),
		ContentHash: hex.EncodeToString(d.ContentHash[:]), Added: d.Added, Altered: d.Altered, Removed: d.Removed,
		Processes: make([]ChangedProcessJSON, len(d.Processes)), NextAfter: orNull(d.Next),
		Settings: make([]ChangedSettingJSON, len(d.Settings)),
	}
	for i, c := range d.Settings {
		j.Settings[i] = ChangedSettingJSON{c.Setting, maybe(c.Name), c.Created, c.Removed, NewFieldsJSON(c.Fields)}
	}
	for i, p := range d.Processes {
		j.Processes[i] = ChangedProcessJSON{p.ID, p.ProcedureName, p.Bureau, p.Created, p.Removed, NewFieldsJSON(p.Fields)}
	}
	return j
}

// orNull is null for 0, which stands for "none".
func orNull[T ~int64](n T) *T {
	if n == 0 {
		return nil
	}
	return &n
}

// NewDetailJSON writes one process.
func NewDetailJSON(f *form.Form, d store.ProcessDetail) DetailJSON {
	j := DetailJSON{
		AsOf: d.AsOf.In(registry.Tokyo), Threshold: d.Threshold, ProcessJSON: NewProcessJSON(f, d.Process, d.Threshold),
		Volumes: make([]YearJSON, len(d.Volumes)), History: make([]ChangeJSON, len(d.History)),
	}
	for i, v := range d.Volumes {
		j.Volumes[i] = YearJSON{v.FiscalYear,
			v.Total.Value, v.Total.Upper, maybe(v.Total.Qualifier), maybe(v.Total.State), maybe(v.Total.Raw),
			v.Online.Value, v.Online.Upper, maybe(v.Online.Qualifier), maybe(v.Online.State), maybe(v.Online.Raw)}
	}
	for i, h := range d.History {
		c := ChangeJSON{ChangeID: h.Change.ID, At: h.Change.At.In(registry.Tokyo), Actor: h.Change.Actor, Kind: h.Change.Kind,
			Reason: maybe(
				h.Change.Reason,
			), Redone: h.Change.Redone, Created: h.Created, Removed: h.Removed, Fields: NewFieldsJSON(h.Fields)}
		c.UploadID = orNull(h.Change.UploadID)
		j.History[i] = c
	}
	return j
}

// NewFieldsJSON writes what changed, field by field; it is never null.
func NewFieldsJSON(fields []store.FieldChange) []FieldJSON {
	list := make([]FieldJSON, len(fields))
	for i, f := range fields {
		list[i] = FieldJSON{Field: f.Field, Old: maybe(f.Old), New: maybe(f.New)}
		if f.FiscalYear != 0 {
			list[i].FiscalYear = &f.FiscalYear
		}
	}
	return list
}
