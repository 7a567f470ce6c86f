package registry

import (
	"crypto/sha256"
	"strconv"
	"strings"
)

// Identity has the columns by which processes are told apart in a sheet without IDs: the
// bureau, the names, who applies to whom for what, and the law. They do not always suffice
// (domain.md, rule 7). The category of the affair is not among them, so that correcting it
// makes no new process.
type Identity struct {
	BureauID      int
	ProcedureName string
	ProcessName   string
	ProcessType   string
	Applicant     string
	Recipient     string
	LegalBasis    string
	LegalArticle  string
}

// Keys returns the digest by which equal identities are found, and the text in which names and
// laws are searched. Both are folded with [SearchKey].
func (i Identity) Keys() (identity [32]byte, search string) {
	search = SearchKey(i.ProcedureName, i.ProcessName, i.LegalBasis, i.LegalArticle)
	text := strings.Join([]string{strconv.Itoa(i.BureauID), search, i.ProcessType, i.Applicant, i.Recipient}, "\n")
	return sha256.Sum256([]byte(text)), search
}

// Identity returns the columns that identify the process.
func (p Process) Identity() Identity {
	return Identity{BureauID: p.BureauID, ProcedureName: p.ProcedureName, ProcessName: p.ProcessName,
		ProcessType: p.ProcessType, Applicant: p.Applicant, Recipient: p.Recipient,
		LegalBasis: p.LegalBasis, LegalArticle: p.LegalArticle}
}
