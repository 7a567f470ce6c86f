package registry

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// OrganisationKind says what becomes of bureaus.
type OrganisationKind string

// What can become of bureaus as of a day.
const (
	BureauAdded   OrganisationKind = "add"
	BureauRenamed OrganisationKind = "rename"
	BureauSplit   OrganisationKind = "split" // one into several, of which it may be one
	BureauMerged  OrganisationKind = "merge" // several, or one, into one, which may be one of them
	BureauClosed  OrganisationKind = "close" // without a successor
)

// OrganisationKinds lists them in the order of pages.
var OrganisationKinds = []OrganisationKind{BureauAdded, BureauRenamed, BureauSplit, BureauMerged, BureauClosed}

// Label is the kind's Japanese name.
func (k OrganisationKind) Label() string {
	return map[OrganisationKind]string{
		BureauAdded: "新設", BureauRenamed: "名称の変更", BureauSplit: "分割", BureauMerged: "統合・引継ぎ", BureauClosed: "廃止",
	}[k]
}

// Organised says by which organisation figures and lists of a past moment are told.
type Organised string

// The organisation of the moment, by the bureaus and names of then, which is the one of figures
// as they were published; or of now, by the bureaus that have the processes today.
const (
	OrganisedThen Organised = "then"
	OrganisedNow  Organised = "now"
)

// Organisations lists them.
var Organisations = []Organised{OrganisedThen, OrganisedNow}

// Reorganisation is what is to become of bureaus as of a day.
type Reorganisation struct {
	Kind     OrganisationKind
	On       time.Time // the first day on which it is so
	Bureaus  []int     // those that it happens to; none where one is added
	Name     string    // the new name, where a bureau is added or renamed
	External bool      // the bureau that is added is outside the Metropolitan Government
	Into     []BureauPart
	Reason   string
}

// BureauPart is a bureau that takes processes over, and which.
type BureauPart struct {
	BureauID    int      // 0: one that is added by it
	Name        string   // of one that is added; else the name that it bears on that day
	Departments []string // whose processes it gets; none: all that are left
	External    bool     // one that is added is outside the Metropolitan Government
}

// OrganisationEntry is what is recorded of the organisation.
type OrganisationEntry struct {
	ID            int
	Kind          OrganisationKind
	On            time.Time
	Reason        string
	Before, After []BureauPart
	Left          int64 // processes that have still to move
	Waiting       int64 // those of them whose transfer waits for consent
	Ends          bool  // a bureau has still to be closed by it
	Set           SetBy
}

// OrganisationState says how far an entry is.
type OrganisationState string

// The states of an entry.
const (
	OrganisationWithdrawn OrganisationState = "withdrawn"
	OrganisationPlanned   OrganisationState = "planned" // its day is still to come
	OrganisationMoving    OrganisationState = "moving"  // processes have still to move, or a bureau to be closed
	OrganisationDone      OrganisationState = "done"
)

// Label is the state's Japanese name.
func (s OrganisationState) Label() string {
	return map[OrganisationState]string{OrganisationWithdrawn: "取りやめ", OrganisationPlanned: "予定",
		OrganisationMoving: "移行中", OrganisationDone: "済み"}[s]
}

// State is how far the entry is on a day.
func (e OrganisationEntry) State(today time.Time) OrganisationState {
	switch {
	case !e.Set.EndedAt.IsZero():
		return OrganisationWithdrawn
	case e.On.After(today):
		return OrganisationPlanned
	case e.Left > 0 || e.Ends:
		return OrganisationMoving
	}
	return OrganisationDone
}

// ToPropose is how many processes have still to move and are in no transfer that waits.
func (e OrganisationEntry) ToPropose() int64 { return e.Left - e.Waiting }

// Text says on one line what becomes of which bureaus.
func (e OrganisationEntry) Text() string {
	before, after := partNames(e.Before), partNames(e.After)
	switch e.Kind {
	case BureauAdded:
		return after + "を新設"
	case BureauClosed:
		return before + "を廃止"
	}
	return before + " → " + after
}

// Ways is the entry with the departments of into in place of its own, if any are given. It is an
// error if it does not say where each department's processes go.
func (e OrganisationEntry) Ways(op string, into []BureauPart) (OrganisationEntry, error) {
	wrong := func(message string) (OrganisationEntry, error) {
		return e, &Error{Code: Invalid, Op: op, Field: "into", Message: message}
	}
	if len(into) > 0 {
		after := slices.Clone(e.After)
		for i := range after {
			after[i].Departments = nil
		}
		for _, p := range into {
			i := slices.IndexFunc(after, func(a BureauPart) bool { return a.BureauID == p.BureauID })
			if i < 0 {
				return wrong("引き継ぐ局には、この組織の改正でできる局（" + partNames(e.After) + "）を指定してください。")
			}
			after[i].Departments = p.Departments
		}
		e.After = after
	}
	rest := 0
	for _, p := range e.After {
		if len(p.Departments) == 0 {
			rest++
		}
	}
	if rest > 1 {
		return wrong("どの部の手続がどの局に移るかを指定してください。部を指定しない局は1つだけにします。どの部にも当てはまらない手続は、その局に移ります。")
	}
	return e, nil
}

func partNames(parts []BureauPart) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Name
	}
	return strings.Join(names, "、")
}

// Check is nil if the reorganisation says all that its kind needs, of bureaus as they are. What
// only the database knows, the store checks.
func (r Reorganisation) Check(op string, bureaus []Bureau) error {
	wrong := func(field, format string, a ...any) error {
		return &Error{Code: Invalid, Op: op, Field: field, Message: fmt.Sprintf(format, a...)}
	}
	if r.Kind.Label() == "" {
		return wrong("kind", "何をするかは、次のどれかで指定してください。%s", Choices(OrganisationKinds))
	}
	if year := r.On.Year(); r.On.IsZero() || year < 2000 || year > 2199 {
		return wrong("on", "施行日（その日からそうなる日）を、日付で入力してください。例：2026-04-01")
	}
	if err := r.checkBefore(wrong, bureaus); err != nil {
		return err
	}
	switch r.Kind {
	case BureauAdded, BureauRenamed:
		if len(r.Into) > 0 {
			return wrong("into", "引き継ぐ局は、分割か統合のときだけ指定してください。")
		}
		return checkBureauName(wrong, "name", r.Name, r.Bureaus, r.On, bureaus)
	case BureauClosed:
		if len(r.Into) > 0 {
			return wrong("into", "引き継ぐ局があるときは、廃止ではなく、統合（merge）か分割（split）を選んでください。")
		}
		return nil
	}
	return r.checkInto(wrong, bureaus)
}

type wrongInput func(field, format string, a ...any) error

// checkBefore checks the bureaus that it happens to.
func (r Reorganisation) checkBefore(wrong wrongInput, bureaus []Bureau) error {
	switch n := len(r.Bureaus); {
	case r.Kind == BureauAdded && n > 0:
		return wrong("bureaus", "新設では、元の局を指定しないでください。")
	case r.Kind == BureauMerged && n == 0:
		return wrong("bureaus", "統合する局を1つ以上選んでください。")
	case r.Kind != BureauAdded && r.Kind != BureauMerged && n != 1:
		return wrong("bureaus", "対象の局を1つ選んでください。")
	}
	seen := map[int]bool{}
	for _, id := range r.Bureaus {
		b := BureauWithID(bureaus, id)
		switch {
		case b.ID == 0:
			return wrong("bureaus", "局を一覧から選んでください。")
		case seen[id]:
			return wrong("bureaus", "同じ局（%s）が2度選ばれています。", b.Name)
		case !b.ValidTo.IsZero():
			return wrong("bureaus", "%s今ある局を選んでください。", b.closedText(bureaus))
		case !b.ValidFrom.Before(r.On):
			return wrong("on", "「%s」は%sからの局です。施行日には、それより後の日を入力してください。", b.Name, DayText(b.ValidFrom))
		}
		seen[id] = true
	}
	return nil
}

// checkInto checks the bureaus that take over.
func (r Reorganisation) checkInto(wrong wrongInput, bureaus []Bureau) error {
	switch {
	case r.Kind == BureauMerged && len(r.Into) != 1:
		return wrong("into", "統合してできる局を1つ指定してください。")
	case r.Kind == BureauSplit && len(r.Into) < 2:
		return wrong("into", "分割してできる局を2つ以上指定してください。元の局を残すときは、元の局もその1つとして指定してください。")
	case r.Kind == BureauMerged && len(r.Bureaus) == 1 && r.Into[0].BureauID == r.Bureaus[0]:
		return wrong("into", "統合する局と、できる局が同じです。別の局を指定してください。")
	}
	rest, names, departments := 0, map[string]bool{}, map[string]bool{}
	for _, p := range r.Into {
		name := p.Name
		if p.BureauID == 0 {
			if err := checkBureauName(wrong, "into", name, nil, r.On, bureaus); err != nil {
				return err
			}
		} else {
			b := BureauWithID(bureaus, p.BureauID)
			name = b.Name
			if b.ID == 0 || !b.On(r.On) || !b.ValidTo.IsZero() {
				return wrong("into", "引き継ぐ局には、施行日にある局を選ぶか、新しい局の名前を入力してください。")
			}
		}
		if names[SearchKey(name)] {
			return wrong("into", "引き継ぐ局に、同じ名前（%s）が2つあります。", name)
		}
		names[SearchKey(name)] = true
		if len(p.Departments) == 0 {
			rest++
		}
		for _, d := range p.Departments {
			if strings.TrimSpace(d) == "" || departments[d] {
				return wrong("into", "部の名前は、空でなく、どれも1度だけ指定してください。")
			}
			departments[d] = true
		}
	}
	if rest != 1 {
		return wrong("into", "部を指定しない局を、ちょうど1つ決めてください。どの部にも当てはまらない手続は、その局に移ります。")
	}
	return nil
}

// checkBureauName is nil if a bureau may bear the name from a day on; own are those that may
// bear one like it already.
func checkBureauName(wrong wrongInput, field, name string, own []int, on time.Time, bureaus []Bureau) error {
	switch {
	case strings.TrimSpace(name) == "":
		return wrong(field, "局の名前を入力してください。例：福祉局")
	case len([]rune(name)) > 100:
		return wrong(field, "局の名前は100文字以内で入力してください。")
	}
	for _, b := range bureaus {
		if SearchKey(b.Name) != SearchKey(name) || !b.ValidTo.IsZero() && !b.ValidTo.After(on) {
			continue
		}
		if len(own) == 1 && own[0] == b.ID && b.Name != name {
			continue
		}
		return wrong(field, "「%s」という局は、施行日にすでにあります。別の名前にするか、その局を選んでください。", b.Name)
	}
	return nil
}

// ParseBureauPart reads a bureau that takes over as people write it on one line: its name or
// code, and after a colon the departments whose processes it gets, 福祉局：総務部、生活福祉部. One
// that exists on the day is that bureau; any other name is a new bureau's.
func ParseBureauPart(bureaus []Bureau, on time.Time, text string) BureauPart {
	name, departments, _ := strings.Cut(strings.ReplaceAll(text, "：", ":"), ":")
	return BureauPartNamed(bureaus, on, name, strings.FieldsFunc(departments, func(r rune) bool { return strings.ContainsRune("、，,;；", r) }))
}

// BureauPartNamed is [ParseBureauPart] of a name and departments that stand apart.
func BureauPartNamed(bureaus []Bureau, on time.Time, name string, departments []string) BureauPart {
	p := BureauPart{Name: strings.TrimSpace(name)}
	for _, d := range departments {
		p.Departments = append(p.Departments, strings.TrimSpace(d))
	}
	if b, ok := FindBureau(bureaus, p.Name); ok && b.On(on) && b.ValidTo.IsZero() {
		p.BureauID, p.Name = b.ID, b.Name
	}
	return p
}
