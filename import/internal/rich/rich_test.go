package rich

import (
	"fmt"
	"testing"
)

func TestRuns(t *testing.T) {
	t.Parallel()
	b := []byte("前")
	b = append(b, "12"...)
	b = Shut(append(Open(b, len("前"), Struck), "34"...))
	b = append(b, "56"...)
	b = Shut(append(Open(b, len("前"), Raised), "1)"...))
	text, runs := Runs(string(b[len("前"):]))
	if want := "[{12 0} {34 1} {56 0} {1) 2}]"; text != "1234561)" || fmt.Sprint(runs) != want {
		t.Errorf("%q %v", text, runs)
	}
	if Marked("12") || !Marked(b[len("前"):]) {
		t.Error("the marked text is not told from the other")
	}
	if AllStruck(runs) || !SomeStruck(runs) || SomeStruck(runs[:1]) || !AllStruck([]Run{{"12", Struck}, {" ", Plain}}) {
		t.Error("what is struck whole")
	}
}

func TestSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		runs []Run
		want string
		sure bool
	}{
		{[]Run{{"1,234", Plain}, {"1)", Raised}}, "1,234", true},
		{[]Run{{"1234", Plain}, {"1", Raised}}, "1234", true},
		{[]Run{{"56", Plain}, {"2", Lowered}}, "56", true},
		{[]Run{{"見本の届出", Plain}, {"※1", Raised}}, "見本の届出", true},
		{[]Run{{"見本の届出", Plain}, {"（注2）", Raised}}, "見本の届出", true},
		{[]Run{{"見本の届出", Plain}, {"*", Raised}, {"（新規）", Plain}}, "見本の届出（新規）", true},
		{[]Run{{"床面積1,000m", Plain}, {"2", Raised}, {"以上の届出", Plain}}, "床面積1,000m2以上の届出", true},
		{[]Run{{"CO", Plain}, {"2", Lowered}, {"の届出", Plain}}, "CO2の届出", true},
		{[]Run{{"見本", Plain}, {"再掲", Raised}}, "見本再掲", true},
		{[]Run{{"1200", Struck}, {"1350", Plain}}, "1350", true},
		{[]Run{{"1200", Struck}}, "", true},
		{[]Run{{"10", Plain}, {"4", Raised}}, "104", false},
		{[]Run{{"2×10", Plain}, {"3", Raised}}, "2×103", false},
		{[]Run{{"110", Plain}, {"3", Raised}}, "110", true},
		{[]Run{{"1", Raised}, {"見本", Plain}}, "1見本", true},
	} {
		if got, sure := Seen(c.runs); got != c.want || sure != c.sure {
			t.Errorf("%v: %q (%v), want %q", c.runs, got, sure, c.want)
		}
	}
}
