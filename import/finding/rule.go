package finding

// Rule is one rule that findings refer to by its ID. Where the national rule for
// machine-readable data (行政データにおける機械可読性に関するルール) names the
// defect, its ID is used; the registry's own begin with R-.
type Rule struct {
	ID       string
	Severity Severity // the usual one; a finding may be milder where its message says why
	Reason   string   // Japanese: why it matters
	Example  string   // a right value, or the right way
}
