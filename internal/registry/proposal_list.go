package registry

// ProposalLine is a line of a list of proposals as it was written, with what becomes of it.
type ProposalLine struct {
	Place  string            // of the line, as in "「提案」の 3行目"
	Cells  map[string]Place  // of its values, by field
	Values map[string]string // by field
	State  AccountLineState
	Number int // that it has, or gets
	Faults []LineFault
}

// LineChanged is the state of a line that changes what is recorded.
const LineChanged AccountLineState = "changed"

// ProposalsAtOnce is how many proposals one list holds.
const ProposalsAtOnce = 1000

// ProposalColumn is a column of a list of proposals.
type ProposalColumn struct {
	Field, Label string
	Required     bool
}

// ProposalColumns are the columns that are read of a list of proposals; a list that was written has
// them, and others that say what was counted.
var ProposalColumns = []ProposalColumn{
	{"number", "番号", false}, {"title", "件名", true}, {"body", "提案の内容", false}, {"laws", "法令・条項", false},
	{"ministry", "所管府省", false}, {"filter", "手続の条件", false}, {"links", "資料のリンク", false}, {"state", "状態", false},
	{"day", "状態の日", false}, {"due", "国が示した期日", false}, {"answer", "国の回答", false},
}
