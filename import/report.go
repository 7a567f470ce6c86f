package importer

import (
	"fmt"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/ledger"
	"tetsuzuki/import/stamp"
)

// Report is what one reading of one file understood and found wrong. Its JSON
// form is the published check report of `tetsuzuki check --json`; web pages, the
// API and the annotated workbook are made from the same value.
type Report struct {
	File     File              `json:"file"`
	Tables   []Table           `json:"tables"`
	Records  []Record          `json:"records"`
	Findings []finding.Finding `json:"findings"`
	Ledger   []ledger.Sheet    `json:"ledger"`
	Summary  Summary           `json:"summary"`

	// Corrections are the cells that a person has put right beside the file.
	Corrections []AppliedCorrection `json:"corrections,omitempty"`

	// Readability is the file's score by the national rule for machine-readable
	// data; nil where the file could not be read.
	Readability *Readability `json:"readability,omitempty"`

	// Sheets are all sheets of the file with some of their rows, for whoever looks at
	// what was understood. They are no part of the published report.
	Sheets []*Sheet `json:"-"`

	// Protected says that the file has a password.
	Protected bool `json:"-"`
}

// Unreadable tells whether the file could not be opened or read at all. Its
// findings say why.
func (r *Report) Unreadable() bool { return r.File.Format == "" }

// File names the file that was read.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Format string `json:"format"` // xlsx, xlsm or csv; empty when it could not be told
	Bytes  int64  `json:"bytes"`

	// Stamp is what a workbook that left the registry says of itself; whoever goes by
	// it checks it. It is no part of the published report.
	Stamp stamp.Stamp `json:"-"`
}

// Table is one table that was found on one sheet.
type Table struct {
	Sheet       string       `json:"sheet"`
	Range       string       `json:"range"`
	HeaderRows  []int        `json:"header_rows"`
	FirstRow    int          `json:"first_row"`
	LastRow     int          `json:"last_row"`
	IgnoredRows []IgnoredRow `json:"ignored_rows"`
	Columns     []Column     `json:"columns"`
	Unmapped    []Unmapped   `json:"unmapped"`
}

// IgnoredRow is a row inside a table's range that is no record.
type IgnoredRow struct {
	Row    int    `json:"row"`
	Reason string `json:"reason"` // total, subtotal, repeated_header, note, blank, example
}

// Column is a column whose meaning was understood.
type Column struct {
	Column     string  `json:"column"` // letters, as in "H"
	Header     string  `json:"header"`
	Field      string  `json:"field"`
	FiscalYear int     `json:"fiscal_year,omitempty"`
	Unit       int     `json:"unit,omitempty"` // what one of the sheet's units counts, 1000 for （千件）
	Match      string  `json:"match"`          // exact, synonym, remembered, similar
	Confidence float64 `json:"confidence"`     // 0 to 1

	// Of one of several columns that make one value: which (sum, choice, era, year,
	// month, day), and for a choice the code that a mark in it stands for.
	Part   layout.Part `json:"part,omitempty"`
	Choice string      `json:"choice,omitempty"`
}

// Unmapped is a column that no field claims; its cells are kept with the upload only.
type Unmapped struct {
	Column string `json:"column"`
	Header string `json:"header"`
	// known (No., 内線), unknown, twice (same header), contested (another column fits better), aside (a target, last year's), ignored (by
	// the mapping), own (a pack wrote it)
	Reason string `json:"reason"`
	Cells  int    `json:"cells"` // of the column that hold something
}

// Summary counts what the report holds.
type Summary struct {
	Tables   int `json:"tables"`
	Records  int `json:"records"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

// FindingsText is the sum of the findings for people.
func (s Summary) FindingsText() string {
	return fmt.Sprintf("要修正 %d 件、確認 %d 件、参考 %d 件です。", s.Errors, s.Warnings, s.Infos)
}

// Record is one row of a table: one procedure process as its bureau describes it.
type Record struct {
	Sheet  string `json:"sheet"`
	Row    int    `json:"row"`
	Values Values `json:"values"`

	// Normalised and Titled name the normalised values, those that are not what stands in the cell,
	// of which findings tell (see [finding.Finding.Normalised]): by their field, of volumes
	// with the fiscal year ("remarks", "annual_volume.2020"). Those of Titled follow
	// from what stands once for several rows, with what was read there
	// ("department.環境改善部").
	Normalised []string `json:"-"`
	Titled     []string `json:"-"`
}

// Values are the understood values of one row. The zero value of a field means
// that the cell was blank, absent or not understood (then a finding stands on
// it). Codes are those of the inventory form (package form).
type Values struct {
	ProcessID                string   `json:"process_id,omitempty"`
	Bureau                   string   `json:"bureau,omitempty"`
	Department               string   `json:"department,omitempty"`
	Division                 string   `json:"division,omitempty"`
	ProcedureName            string   `json:"procedure_name,omitempty"`
	ProcessName              string   `json:"process_name,omitempty"`
	ProcessType              string   `json:"process_type,omitempty"`
	Applicant                string   `json:"applicant,omitempty"`
	Recipient                string   `json:"recipient,omitempty"`
	LegalBasis               string   `json:"legal_basis,omitempty"`
	LegalArticle             string   `json:"legal_article,omitempty"`
	AffairCategory           string   `json:"affair_category,omitempty"`
	Volumes                  []Volume `json:"volumes,omitempty"` // ascending by fiscal year
	DigitizationStatus       string   `json:"digitization_status,omitempty"`
	PlannedFiscalYear        int      `json:"planned_fiscal_year,omitempty"`
	DigitizedOn              string   `json:"digitized_on,omitempty"` // YYYY-MM-DD
	Obstacle                 []string `json:"obstacle,omitempty"`
	NationalLawChange        string   `json:"national_law_change,omitempty"`
	LawToChange              string   `json:"law_to_change,omitempty"`
	Ministry                 string   `json:"ministry,omitempty"`
	Scope                    string   `json:"scope,omitempty"`
	Platform                 string   `json:"platform,omitempty"`
	IdentityMethod           string   `json:"identity_method,omitempty"`
	Fee                      string   `json:"fee,omitempty"`
	PaymentMethods           []string `json:"payment_methods,omitempty"`
	Attachments              []string `json:"attachments,omitempty"`
	SealRequired             string   `json:"seal_required,omitempty"`
	StandardProcessingPeriod string   `json:"standard_processing_period,omitempty"` // ISO 8601 duration, or range P1W/P2W
	Remarks                  string   `json:"remarks,omitempty"`
}

// Volume is what a row says about one fiscal year (1 April to 31 March).
type Volume struct {
	FiscalYear int `json:"fiscal_year"`
	Total      Count
	Online     Count
}

// Count is one number of cases: a value or none, how exact it is, why it is
// missing, and the cell's own text.
type Count struct {
	Value     *int64 // nil unless State is provided; for a range its lower end
	Upper     *int64 // the highest number that it can be, for a range and for 以下; else nil
	Qualifier string // exact, approx, lower, over, upper, range; empty unless provided
	State     string // provided, not_provided, not_applicable; empty where the sheet has no such column
	Raw       string
}
