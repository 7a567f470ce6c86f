package store

import (
	"database/sql"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// processRow is a row of the query "processes".
type processRow struct {
	SortKey                  sql.NullString `db:"sort_key"`
	Total                    sql.NullInt64  // of a list, where it was asked for
	Unknown                  bool           // the row is in the part of a list whose sort key is unknown
	ProcessID                int64          `db:"process_id"`
	RecordedFrom             time.Time      `db:"recorded_from"`
	RecordedTo               sql.NullTime   `db:"recorded_to"`
	ChangeID                 int64          `db:"change_id"`
	BureauID                 int            `db:"bureau_id"`
	Department               string
	Division                 string
	ProcedureName            string `db:"procedure_name"`
	ProcessName              string `db:"process_name"`
	ProcessType              string `db:"process_type"`
	Applicant                string
	Recipient                string
	LegalBasis               string        `db:"legal_basis"`
	LegalArticle             string        `db:"legal_article"`
	AffairCategory           string        `db:"affair_category"`
	DigitizationStatus       string        `db:"digitization_status"`
	PlannedFiscalYear        sql.NullInt64 `db:"planned_fiscal_year"`
	DigitizedOn              sql.NullTime  `db:"digitized_on"`
	Obstacle                 pq.StringArray
	NationalLawChange        string `db:"national_law_change"`
	LawToChange              string `db:"law_to_change"`
	Ministry                 string
	Scope                    string
	Platform                 string
	IdentityMethod           string `db:"identity_method"`
	Fee                      string
	PaymentMethods           pq.StringArray `db:"payment_methods"`
	Attachments              pq.StringArray
	SealRequired             string `db:"seal_required"`
	StandardProcessingPeriod string `db:"standard_processing_period"`
	Remarks                  string
	PriorityOverride         string         `db:"priority_override"`
	PriorityReason           string         `db:"priority_reason"`
	VolumeTotal              *int64         `db:"volume_total"`
	VolumeYear               sql.NullInt64  `db:"volume_year"`
	VolumeQualifier          sql.NullString `db:"volume_qualifier"`
	VolumeHigh               *int64         `db:"volume_high"`
	UsageTotal               *int64         `db:"usage_total"`
	UsageOnline              sql.NullInt64  `db:"usage_online"`
	UsageYear                sql.NullInt64  `db:"usage_year"`
}

// process converts the row to the domain's type; bureaus are by their ID.
func (r *processRow) process(bureaus map[int]registry.Bureau) registry.Process {
	p := registry.Process{
		ID: registry.ProcessID(r.ProcessID), RecordedFrom: r.RecordedFrom, RecordedTo: r.RecordedTo.Time, ChangeID: r.ChangeID,
		BureauID: r.BureauID, BureauCode: bureaus[r.BureauID].Code, Bureau: bureaus[r.BureauID].Name,
		Department: r.Department, Division: r.Division,
		ProcedureName: r.ProcedureName, ProcessName: r.ProcessName, ProcessType: r.ProcessType,
		Applicant: r.Applicant, Recipient: r.Recipient,
		LegalBasis: r.LegalBasis, LegalArticle: r.LegalArticle, AffairCategory: r.AffairCategory,
		Status: registry.Status(r.DigitizationStatus), PlannedFiscalYear: int(r.PlannedFiscalYear.Int64), DigitizedOn: r.DigitizedOn.Time,
		Obstacle: r.Obstacle, NationalLawChange: registry.LawChange(r.NationalLawChange),
		LawToChange: r.LawToChange, Ministry: r.Ministry, InScope: r.Scope == ScopeIn,
		Platform: r.Platform, IdentityMethod: r.IdentityMethod, Fee: r.Fee,
		PaymentMethods: r.PaymentMethods, Attachments: r.Attachments, SealRequired: r.SealRequired,
		StandardProcessingPeriod: r.StandardProcessingPeriod, Remarks: r.Remarks,
		Override: registry.Priority(r.PriorityOverride), OverrideReason: r.PriorityReason,
	}
	if r.VolumeTotal != nil {
		total := registry.Count{Value: r.VolumeTotal, Qualifier: registry.Qualifier(r.VolumeQualifier.String), State: registry.Provided}
		if high := r.VolumeHigh; total.Qualifier == registry.Range || total.Qualifier == registry.Upper && *high == *r.VolumeTotal {
			total.Upper = high
		}
		p.Deciding = &registry.Volume{FiscalYear: int(r.VolumeYear.Int64), Total: total}
	}
	if r.UsageTotal != nil {
		p.Usage = &registry.Usage{FiscalYear: int(r.UsageYear.Int64), Total: *r.UsageTotal, Online: r.UsageOnline.Int64}
	}
	return p
}

// volumeRow is a row of the query "volumes".
type volumeRow struct {
	ProcessID       int64        `db:"process_id"`
	FiscalYear      int          `db:"fiscal_year"`
	RecordedFrom    time.Time    `db:"recorded_from"`
	RecordedTo      sql.NullTime `db:"recorded_to"`
	Total           *int64
	TotalUpper      *int64             `db:"total_upper"`
	TotalQualifier  registry.Qualifier `db:"total_qualifier"`
	TotalState      registry.State     `db:"total_state"`
	TotalRaw        string             `db:"total_raw"`
	Online          *int64
	OnlineUpper     *int64             `db:"online_upper"`
	OnlineQualifier registry.Qualifier `db:"online_qualifier"`
	OnlineState     registry.State     `db:"online_state"`
	OnlineRaw       string             `db:"online_raw"`
}

func (r *volumeRow) volume() registry.Volume {
	return registry.Volume{
		FiscalYear: r.FiscalYear,
		Total:      registry.Count{Value: r.Total, Upper: r.TotalUpper, Qualifier: r.TotalQualifier, State: r.TotalState, Raw: r.TotalRaw},
		Online: registry.Count{
			Value:     r.Online,
			Upper:     r.OnlineUpper,
			Qualifier: r.OnlineQualifier,
			State:     r.OnlineState,
			Raw:       r.OnlineRaw,
		},
	}
}
