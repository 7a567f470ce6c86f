// Package finding holds what a reading of a sheet can find wrong, and the rules
// that say so.
package finding

// Severity says what a finding means for the file that it stands in.
type Severity string

// The severities. An error keeps the file from being imported; a warning wants a
// person's look; an info says what was done with a cell that was understood.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Label is the severity's Japanese name, the same in pages, workbooks, mails and at the terminal.
func (s Severity) Label() string {
	switch s {
	case Error:
		return "要修正"
	case Warning:
		return "確認"
	}
	return "参考"
}

// Severities are in the order of pages: the gravest first.
var Severities = []Severity{Error, Warning, Info}

// Finding is one thing that is wrong, or was mended, at one place of a file.
type Finding struct {
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`
	Sheet    string   `json:"sheet"`
	Cell     string   `json:"cell"` // "K17"; empty where the whole sheet or file is meant
	Field    string   `json:"field"`
	Raw      string   `json:"raw"`
	Read     string   `json:"read,omitempty"` // what a mended cell was read as, for people; of several cells that of the first
	Message  string   `json:"message"`        // Japanese, for the person who made the sheet
	Example  string   `json:"example"`        // a right value, or the right way
	Count    int      `json:"count"`          // how many cells it stands for, from Cell downwards
	// of more than one, where they were noted: "K17", "K20:K24"; of a column those below its header, Cell; of an area "A30:F40"
	Cells []string `json:"cells,omitempty"`
}
