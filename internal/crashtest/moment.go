package crashtest

import (
	"fmt"
	"testing"
)

// Trial is a piece of work that must survive being broken off at any moment.
type Trial struct {
	// Setup makes what the work needs and returns its database's address.
	Setup func(t *testing.T) (address string)

	// Work does it over the wire: opens what it needs at w.URL(), calls begin, works,
	// and returns when it is done or w is broken. What it meets is no failure.
	Work func(t *testing.T, w *Wire, begin func())

	// Check looks at what is left, at the address of Setup.
	Check func(t *testing.T, address string)
}

// EveryMoment does the work once unbroken, and then broken off before and after each
// of its requests; of more than most moments, that many, evenly spread. Each time it
// checks what is left.
func EveryMoment(t *testing.T, most int, trial Trial) {
	t.Helper()
	var asked int
	t.Run("unbroken", func(t *testing.T) { asked = trial.run(t, Moment{Request: -1}) })
	if asked == 0 {
		t.Fatal("the work makes no requests")
	}
	moments := 2 * asked
	for i := range min(moments, most) {
		at := i * moments / min(moments, most)
		m := Moment{Request: at / 2, Done: at%2 == 1}
		t.Run(m.String(), func(t *testing.T) {
			t.Parallel()
			trial.run(t, m)
		})
	}
}

func (trial Trial) run(t *testing.T, m Moment) (asked int) {
	t.Helper()
	address := trial.Setup(t)
	w := NewWire(t, address)
	trial.Work(t, w, func() { w.CutAt(m) })
	asked = w.Asked()
	w.Cut()
	trial.Check(t, address)
	return asked
}

// String names the moment for people.
func (m Moment) String() string {
	when := "before"
	if m.Done {
		when = "after"
	}
	return fmt.Sprintf("%s request %d", when, m.Request)
}
