package page

import (
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

func TestNumbersForPeople(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 28000: "28,000", 65584500: "65,584,500", -1200: "−1,200",
		math.MaxInt64: "9,223,372,036,854,775,807",
	} {
		if got := registry.Thousands(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// Unknown is never 0 (domain.md, rule 1); the words are the registry's.
func TestCountsForPeople(t *testing.T) {
	t.Parallel()
	n := int64(12000)
	for _, c := range []struct {
		count registry.Count
		want  string
	}{
		{registry.Count{Value: &n, Qualifier: registry.Approx, State: registry.Provided}, "約12,000"},
		{registry.Count{State: registry.NotProvided}, "不明"},
		{registry.Count{}, "—"},
	} {
		if got := countText(c.count); got != c.want {
			t.Errorf("%+v: %q, want %q", c.count, got, c.want)
		}
	}
}

func TestValuesForPeople(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, value, want string }{
		{"digitization_status", "done", "実施済"},
		{"obstacle", "3,6", "電子化に必要なシステムが省庁内に備わっていない、オンライン化の費用対効果が小さい又は不明"},
		{"digitized_on", "2021-04-01", "2021年4月1日"},
		{"standard_processing_period", "P30D", "30日"},
		{"standard_processing_period", "P1W/P2W", "1週間～2週間"},
		{"legal_basis", "架空法", "架空法"},
		{"legal_basis", "", "—"},
		{"process_type", "9", "9"}, // a code that no list has any more
		{"priority_override", "yes", "重点"},
		{"a field of tomorrow", "x", "x"},
	} {
		if got := (labels{}).value(c.field, c.value); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.field, c.value, got, c.want)
		}
	}
}

func TestFileNamesOfDownloads(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"進捗 報告.xlsx":         `attachment; filename="tetsuzuki.xlsx"; filename*=UTF-8''%E9%80%B2%E6%8D%97%20%E5%A0%B1%E5%91%8A.xlsx`,
		"a\r\nX-Evil: 1.csv": `attachment; filename="tetsuzuki.csv"; filename*=UTF-8''a__X-Evil_%201.csv`,
		`../etc/"x".xlsx`:    `attachment; filename="tetsuzuki.xlsx"; filename*=UTF-8''.._etc__x_.xlsx`,
		"名前.表":               `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''%E5%90%8D%E5%89%8D.%E8%A1%A8.bin`,
		"OLD.XLS":            `attachment; filename="tetsuzuki.XLS"; filename*=UTF-8''OLD.XLS`,
		// A name from somebody else starts no program where it is opened.
		"a.hta":                 `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''a.hta.bin`,
		"a.xlsx.exe":            `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''a.xlsx.exe.bin`,
		"a.exe.":                `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''a.exe..bin`,
		"a.lnk ":                `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''a.lnk%20.bin`,
		"a.js:x.xlsx":           `attachment; filename="tetsuzuki.xlsx"; filename*=UTF-8''a.js_x.xlsx`,
		"a\u202excod\u2066.exe": `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''a_xcod_.exe.bin`,
		"a\u0085b\x7f.csv":      `attachment; filename="tetsuzuki.csv"; filename*=UTF-8''a_b_.csv`,
		"":                      `attachment; filename="tetsuzuki.bin"; filename*=UTF-8''.bin`,
	} {
		w := httptest.NewRecorder()
		request.Attachment(echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), w), name, "x/y")
		if got := w.Header().Get("Content-Disposition"); got != want {
			t.Errorf("%q:\n%s, want\n%s", name, got, want)
		}
	}
}

func TestTheCurveBeginsAtNothingAndEndsAtAll(t *testing.T) {
	t.Parallel()
	if curveOf(store.VolumeCurve{}) != nil {
		t.Error("a curve over nothing")
	}
	c := curveOf(store.VolumeCurve{Processes: 200, Cases: 1000, Ninety: 50,
		Points: []store.CurvePoint{{Processes: 1, Cases: 500}, {Processes: 50, Cases: 900}, {Processes: 200, Cases: 1000}}})
	if want := "M44.0 212.0L46.0 112.0L144.0 32.0L444.0 12.0"; c.Line != want {
		t.Errorf("line %q, want %q", c.Line, want)
	}
	if c.NinetyShare != "25.0" || c.NinetyX != 144 {
		t.Errorf("%+v", c)
	}
	for n, want := range map[int64]int64{1: 1, 8: 1, 9: 2, 28000: 5000, 25700: 5000, 100: 20} {
		if got := roundStep(n); got != want {
			t.Errorf("steps up to %d: %d, want %d", n, got, want)
		}
	}
}

// Several codes are written by their labels, however a difference or a history parts
// them.
func TestSeveralCodesAreNamed(t *testing.T) {
	t.Parallel()
	one, other := (labels{}).Code("obstacle", "6"), (labels{}).Code("obstacle", "7")
	if one == "6" || other == "7" {
		t.Fatal(one, other)
	}
	for _, value := range []string{"6,7", "6; 7"} {
		if got := (labels{}).value("obstacle", value); got != one+"、"+other {
			t.Errorf("%q is shown as %s", value, got)
		}
	}
}

// What may be the number itself is not called less than it.
func TestQualifierLabel(t *testing.T) {
	t.Parallel()
	n := int64(10_000)
	for want, c := range map[string]registry.Count{
		"未満": {Value: &n, Qualifier: registry.Upper},
		"以下": {Value: &n, Upper: &n, Qualifier: registry.Upper},
		"概数": {Value: &n, Qualifier: registry.Approx},
	} {
		if got := qualifierLabel(c); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}
