package registry

import "slices"

// Role is what an account is in the programme.
type Role string

// The roles (domain.md, "Who uses it").
const (
	Officer       Role = "officer"       // 局入力者
	Approver      Role = "approver"      // 局承認者
	Planner       Role = "planner"       // 企画
	Headquarters  Role = "headquarters"  // 本部
	Auditor       Role = "auditor"       // 監査
	Administrator Role = "administrator" // 管理者
)

// Roles lists every role in the order in which pages show them.
var Roles = []Role{Officer, Approver, Planner, Headquarters, Auditor, Administrator}

// OfBureau reports whether the role belongs to one bureau.
func (r Role) OfBureau() bool { return r == Officer || r == Approver }

// Label is the role's Japanese name.
func (r Role) Label() string {
	return map[Role]string{
		Officer: "局入力者", Approver: "局承認者", Planner: "企画", Headquarters: "本部",
		Auditor: "監査", Administrator: "管理者",
	}[r]
}

// Power is one thing that an account may be allowed to do.
type Power string

// The powers.
const (
	Read       Power = "read"       // see processes, figures, uploads
	HandIn     Power = "hand_in"    // hand in a workbook
	Approve    Power = "approve"    // approve or return an upload
	Edit       Power = "edit"       // change one process
	Overrule   Power = "overrule"   // decide a priority by hand
	Export     Power = "export"     // export lists and workbooks
	Undo       Power = "undo"       // undo and redo a confirmed upload
	Configure  Power = "configure"  // thresholds, targets, rounds, organisation
	Administer Power = "administer" // accounts
	Audit      Power = "audit"      // the log of changes and of exports
	Publish    Power = "publish"    // record figures as published
	MakePlans  Power = "make_plans" // plan what to digitize next
	Propose    Power = "propose"    // groups, proposals to the national government, names of laws
)

var powers = map[Role][]Power{
	Officer:       {Read, HandIn, Edit, Export},
	Approver:      {Read, HandIn, Approve, Edit, Export},
	Planner:       {Read, Export, Overrule, MakePlans, Propose},
	Headquarters:  {Read, HandIn, Approve, Edit, Overrule, Export, Undo, Configure, Audit, Publish, MakePlans, Propose},
	Auditor:       {Read, Export, Audit},
	Administrator: {Read, Export, Configure, Administer, Audit, Propose},
}

// Scope is the permission under which a call reads or writes: who acts, what
// the actor may do, and over which bureaus. The zero Scope permits nothing. It
// is the first argument of every store and intake call on bureau data, so that
// permission cannot be forgotten.
type Scope struct {
	AccountID int64  // 0: the operator at the machine's command line
	Actor     string // who, as history records it
	Role      Role
	BureauID  int    // the one bureau, for roles of a bureau; 0: every bureau
	Address   string // where the request came from, for the audit log; empty: the machine itself
	operator  bool
}

// ScopeOf is the permission of an account.
func ScopeOf(a Account) Scope {
	return Scope{AccountID: a.ID, Actor: a.Name, Role: a.Role, BureauID: a.BureauID}
}

// Operator is the permission of a person who runs verbs on the machine itself: every power
// over every bureau. Such a person can read the database anyhow.
func Operator(actor string) Scope {
	return Scope{Actor: actor, Role: Headquarters, operator: true}
}

// Alone reports whether the scope may confirm an upload without a second person. Only the
// operator may, who could write to the database anyhow.
func (s Scope) Alone() bool { return s.operator }

// From notes the address that a request came from.
func (s Scope) From(address string) Scope {
	s.Address = address
	return s
}

// Only narrows the scope to one bureau.
func (s Scope) Only(bureauID int) Scope {
	s.BureauID = bureauID
	return s
}

// AllBureaus reports whether the scope reaches every bureau.
func (s Scope) AllBureaus() bool {
	return s.BureauID == 0 && (s.operator || s.Role != "" && !s.Role.OfBureau())
}

// Reaches reports whether the scope covers a bureau.
func (s Scope) Reaches(bureauID int) bool {
	return s.AllBureaus() || s.BureauID != 0 && s.BureauID == bureauID
}

// May reports whether the scope has a power over any bureau.
func (s Scope) May(p Power) bool {
	if s.operator {
		return true
	}
	return slices.Contains(powers[s.Role], p) && (s.AllBureaus() || s.BureauID != 0)
}

// Require is nil if the scope has the power, else a Forbidden error.
func (s Scope) Require(op string, p Power) error {
	if s.May(p) {
		return nil
	}
	return Errorf(Forbidden, op, "この操作を行う権限がありません。必要な場合は管理者にお問い合わせください。")
}

// RequireFor is nil if the scope has the power over that bureau, else a Forbidden error.
func (s Scope) RequireFor(op string, p Power, bureauID int) error {
	if err := s.Require(op, p); err != nil {
		return err
	}
	if !s.Reaches(bureauID) {
		return Errorf(Forbidden, op, "ほかの局の手続は扱えません。ご自身の局の手続だけを扱えます。")
	}
	return nil
}
