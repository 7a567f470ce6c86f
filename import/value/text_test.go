package value

import (
	"strings"
	"testing"
)

func TestTextsStayAsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"　手続　":           "手続",
		"申請\n書":          "申請 書",
		"申請 \r\n 書":      "申請 書",
		"申請\n\n書\n":      "申請 書",
		"\u200b申請\ufeff": "申請",
		"ＡＢＣ  ﾃｽﾄ":       "ＡＢＣ  ﾃｽﾄ",
		"髙﨑":             "髙﨑",
		"が":              "が",
		"001-02":         "001-02",
		"－":              "",
		" \n ":           "",
	} {
		v, found := read(t, "remarks", Cell{Text: text}, nil)
		if v.Text != want || len(found) > 0 {
			t.Errorf("%q: %q %s, want %q", text, v.Text, ids(found), want)
		}
	}
	if v, found := read(t, "remarks", Cell{Text: "44287", Number: true, Date: true}, nil); v.Text != "2021-04-01" ||
		ids(found) != "R-normalised" {
		t.Errorf("a date in a text: %q %s", v.Text, ids(found))
	}
	if v, _ := read(t, "remarks", Cell{Text: "1", Bool: true}, nil); v.Text != "TRUE" {
		t.Errorf("TRUE in a text: %q", v.Text)
	}
	if v, _ := read(t, "remarks", Cell{Text: "44287", Number: true}, nil); v.Text != "44287" {
		t.Errorf("a number in a text: %q", v.Text)
	}
}

func TestListsPartOutsideBrackets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"定款":                   "定款",
		"定款; 決算書":              "定款|決算書",
		"定款；決算書":               "定款|決算書",
		"定款、決算書":               "定款|決算書",
		"定款，決算書":               "定款|決算書",
		"定款,決算書":               "定款|決算書",
		"定款､決算書":               "定款|決算書",
		"定款\n決算書":              "定款|決算書",
		"定款／決算書":               "定款|決算書",
		"・定款\n・決算書":            "定款|決算書",
		"①定款②決算書":              "定款|決算書",
		"① 定款　② 決算書":           "定款|決算書",
		"定款・決算書":               "定款|決算書",
		"定款　決算書":               "定款|決算書",
		"所得証明書・納税証明書":          "所得証明書・納税証明書",
		"所得証明書・納税証明書、定款":       "所得証明書・納税証明書|定款",
		"図面・その他知事が定める書類":       "図面・その他知事が定める書類",
		"営業許可証（食品衛生法、建設業等）":    "営業許可証（食品衛生法、建設業等）",
		"営業許可証(食品衛生法,建設業等);定款": "営業許可証(食品衛生法,建設業等)|定款",
		"「誓約書、同意書」の写し、定款":      "「誓約書、同意書」の写し|定款",
		"（定款、決算書":              "（定款|決算書",
		"1/2縮尺図、定款":            "1/2縮尺図|定款",
		"添付書類なし":               "添付書類なし",
		"定款、、決算書、":             "定款|決算書",
		"－":                    "",
		"":                     "",
	} {
		v, found := read(t, "attachments", Cell{Text: text}, nil)
		if got := strings.Join(v.List, "|"); got != want {
			t.Errorf("%q: %q %s, want %q", text, got, ids(found), want)
		}
	}
}

func TestDittoMarks(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"〃", "同上", "々", "〟", "″", "\"", "”", " 同　上 ", "仝"} {
		if !IsDitto(s) {
			t.Errorf("%q is a ditto mark", s)
		}
	}
	for _, s := range []string{"", "同上の届出", "同意書", "-", "々々々", "同条第2項"} {
		if IsDitto(s) {
			t.Errorf("%q is no ditto mark", s)
		}
	}
}

func TestBureaus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ own, text, want, finding string }{
		{"", "環境局", "環境局", ""},
		{"", " 環 境 局 ", "環境局", ""},
		{"", "東京都環境局", "環境局", ""},
		{"", "ｵﾘﾝﾋﾟｯｸ・ﾊﾟﾗﾘﾝﾋﾟｯｸ準備局", "オリンピック・パラリンピック準備局", ""},
		{"環境局", "環境局", "環境局", ""},
		{"環境局", "建設局", "建設局", "!R-other-bureau"},
		{"福祉局", "福祉保健局", "福祉保健局", "?R-former-bureau"},
		{"", "総務曲", "", "!R-unknown-bureau"},
		{"", "存在しない局", "", "!R-unknown-bureau"},
		{"", "－", "", ""},
	} {
		v, found := read(t, "bureau", Cell{Text: c.text}, &Context{Bureau: c.own})
		if v.Text != c.want || ids(found) != c.finding {
			t.Errorf("%q in the file of %q: %q %q, want %q %q", c.text, c.own, v.Text, ids(found), c.want, c.finding)
		}
	}
	if _, found := read(t, "bureau", Cell{Text: "総務曲"}, nil); !strings.Contains(found[0].Message, "総務局") {
		t.Errorf("no hint at the right name: %s", found[0].Message)
	}
	known := func(s string) (string, bool) { return "架空局", s == "架空" }
	if v, _ := read(t, "bureau", Cell{Text: "架空"}, &Context{Known: known}); v.Text != "架空局" {
		t.Errorf("a bureau of the registry: %q", v.Text)
	}
}

func TestIDsAreNotTouched(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want, finding string }{
		{"P-0000123", "P-0000123", ""},
		{"Ｐ－００００１２３", "P-0000123", ""},
		{"p-0000123", "P-0000123", ""},
		{"00123", "00123", "?R-bad-id"},
		{"P-123", "P-123", "?R-bad-id"},
		{"－", "", ""},
	} {
		v, found := read(t, "process_id", Cell{Text: c.text}, nil)
		if v.Text != c.want || ids(found) != c.finding {
			t.Errorf("%q: %q %q, want %q %q", c.text, v.Text, ids(found), c.want, c.finding)
		}
	}
}
