package registry

import (
	"crypto/sha256"
	"strconv"
	"strings"
)

// Identity are the columns that tell one process from another where a sheet
// carries no ID: the bureau, the names, who asks whom for what, and the law.
// They do not always suffice (domain.md, rule 7); the category of the affair is
// not among them, so that mending it makes no new process.
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

// Keys are the digest by which alike processes are found, and the folded text in
// which names and laws are searched. Both fold with [SearchKey].
func (i Identity) Keys() (identity [32]byte, search string) {
	search = SearchKey(i.ProcedureName, i.ProcessName, i.LegalBasis, i.LegalArticle)
	text := strings.Join([]string{strconv.Itoa(i.BureauID), search, i.ProcessType, i.Applicant, i.Recipient}, "\n")
	return sha256.Sum256([]byte(text)), search
}

// Identity is what the process is told from others by.
func (p Process) Identity() Identity {
	return Identity{BureauID: p.BureauID, ProcedureName: p.ProcedureName, ProcessName: p.ProcessName,
		ProcessType: p.ProcessType, Applicant: p.Applicant, Recipient: p.Recipient,
		LegalBasis: p.LegalBasis, LegalArticle: p.LegalArticle}
}
