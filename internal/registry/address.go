package registry

import "strconv"

// The addresses of the pages to which pages and mails lead.
const (
	AccountPath  = "/account"
	AuditLogPath = "/admin/log"
	EditsPath    = "/edits" // the edits that need a second person
)

// EditPath is the place of an edit on the page of those that need a second person.
func EditPath(id int64) string { return EditsPath + "#edit-" + strconv.FormatInt(id, 10) }

// BoardPath is the page of a round's board.
func BoardPath(round int) string { return "/board?round=" + strconv.Itoa(round) }

// TransferPath is the page of a transfer.
func TransferPath(id int64) string { return "/transfers/" + strconv.FormatInt(id, 10) }

// ProcessPath is the page of a process.
func ProcessPath(id ProcessID) string { return "/processes/" + id.String() }

// ChangePath is the page of a change.
func ChangePath(id int64) string { return "/changes/" + strconv.FormatInt(id, 10) }

// SnapshotPath is the page of published figures.
func SnapshotPath(id int64) string { return "/snapshots/" + strconv.FormatInt(id, 10) }

// UploadPath is the page of an upload.
func UploadPath(id int64) string { return "/uploads/" + strconv.FormatInt(id, 10) }

// ProposalPath is the page of a proposal to the national government.
func ProposalPath(number int) string { return "/proposals/" + strconv.Itoa(number) }

// Path is the page of what a notice is about.
func (n Notice) Path() string {
	switch {
	case n.Kind == NoticeSeal:
		return AuditLogPath
	case n.OfEdit():
		return EditsPath
	case n.UploadID != 0:
		return UploadPath(n.UploadID)
	case n.TransferID != 0:
		return TransferPath(n.TransferID)
	case n.ProposalID != 0:
		return ProposalPath(n.ProposalID)
	case n.PlanID != 0:
		return PlanPath(n.PlanID)
	case n.ChangeID != 0:
		return ChangePath(n.ChangeID)
	}
	return BoardPath(n.RoundID)
}
