package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2/examples/resources/fonts"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/japanese"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// pictures are one of each kind, with everything that can be in it.
func pictures(t *testing.T) []chart.Picture {
	t.Helper()
	pace := int64(5)
	curve := progress.Curve{AsOf: day(t, "2022-12-31"), Points: []progress.CurvePoint{
		{Day: "2022-09-30", AsOf: day(t, "2022-09-30"), Rates: progress.Rates{Process: rate(10, 100)},
			KnownNow: progress.KnownNow{Process: rate(12, 100)}},
		{Day: "2022-12-31", AsOf: day(t, "2022-12-31"), Rates: progress.Rates{Process: rate(30, 100)},
			KnownNow: progress.KnownNow{Process: rate(30, 100)}},
	},
		Plan: progress.Plan{Points: []progress.PlanPoint{{Day: "2023-03-31", FiscalYear: 2022, Process: rate(50, 100)}}},
		Targets: []progress.TargetLine{{Target: progress.Target{To: "2024-03-31", Rate: .7, Scope: registry.TargetInScope, Gap: 40},
			PerQuarter: &pace}},
		Entered: []progress.EnteredPoint{{Day: "2020-09-30", RateKind: progress.RateProcess, Rate: .05}},
	}
	bridge := progress.Bridge{RateKind: progress.RateProcess, From: progress.BridgeEnd{AsOf: day(t, "2022-09-30"), Rate: rate(10, 100)},
		To: progress.BridgeEnd{AsOf: day(t, "2022-12-31"), Rate: rate(30, 100)}, Parts: []progress.Part{
			{Label: "デジタル化", Sum: progress.Sum{Numerator: 25}}, {Label: "廃止", Sum: progress.Sum{Numerator: -5}}}}
	even := .5
	ahead := forecast.Forecast{AsOf: day(t, "2022-12-31"), InScope: 100, Done: 30,
		Quarters: []forecast.Quarter{{Day: "2023-03-31", P10: .3, P25: .35, P50: .4, P75: .45, P90: .5, AsPlanned: .6, Line: .35}},
		Targets:  []forecast.Chance{{Scope: registry.TargetInScope, Day: "2023-03-31", Of: 100, Goal: 70, Chance: &even}}}
	funnel := progress.FunnelOf(registry.Standing{Tallies: []registry.Tally{
		{Status: registry.Done, InScope: true, Processes: 3}, {Processes: 2}}})
	figures := progress.Figures{InScope: 5, Done: 3, Rates: progress.Rates{Process: rate(3, 5)}, Bureaus: []progress.Bureau{
		{Bureau: "架空局", InScope: 5, Done: 3, Process: rate(3, 5)}, {Bureau: "数えない局"}}}
	laws := progress.Laws{Blocked: progress.Freed{Processes: 8}, Laws: []progress.LawRank{
		{Law: "架空の法令の名前がとても長いときの法律", Freed: progress.Freed{Processes: 6}}, {Law: "架空法", Freed: progress.Freed{Processes: 2}}}}
	var all []chart.Picture
	for _, d := range []chart.Drawing{chart.Curve(curve, progress.RateProcess, ahead.Quarters), chart.Bridge(bridge), chart.Forecast(ahead),
		chart.Funnel(funnel), chart.Bureaus(figures), chart.Laws(laws), chart.Bureaus(progress.Figures{}), chart.Laws(progress.Laws{}),
		chart.Forecast(forecast.Forecast{AsOf: day(t, "2022-12-31")})} {
		all = append(all, chart.Picture{Drawing: d, Source: "2022年12月31日時点　架空の登録簿"})
	}
	return all
}

// A picture's file has its title, all that is drawn and where it is from, as SVG and as PNG.
func TestPicturesAreFiles(t *testing.T) {
	t.Parallel()
	for _, p := range pictures(t) {
		t.Run(p.Title, func(t *testing.T) {
			t.Parallel()
			var svg, first, second bytes.Buffer
			if err := errors.Join(p.WriteSVG(&svg), p.WritePNG(&first), p.WritePNG(&second)); err != nil {
				t.Fatal(err)
			}
			wellFormed(t, svg.String())
			for _, want := range []string{p.Title, p.Description, p.Source} {
				if !strings.Contains(svg.String(), want) {
					t.Errorf("the SVG lacks %q", want)
				}
			}
			for _, k := range p.Legend {
				if !strings.Contains(svg.String(), k.Label) {
					t.Errorf("the SVG's legend lacks %q", k.Label)
				}
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Error("the same picture is another PNG")
			}
			image, err := png.Decode(&first)
			if err != nil {
				t.Fatal(err)
			}
			painted := 0
			for x := range image.Bounds().Dx() {
				for y := range image.Bounds().Dy() {
					if r, g, b, _ := image.At(x, y).RGBA(); r != 0xffff || g != 0xffff || b != 0xffff {
						painted++
					}
				}
			}
			if painted < 1000 {
				t.Errorf("%d pixels are painted", painted)
			}
			if folder := os.Getenv("TETSUZUKI_TEST_SCREENSHOTS"); folder != "" {
				if err := os.WriteFile(folder+"/"+p.ID+".png", second.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("it is no XML: %v\n%.300s", err, text)
		}
	}
}

// The typeface has the letters of names and laws (those of JIS level 1) and of the pictures' own
// words: none is painted as a box.
func TestTheTypefaceHasTheRegistrysLetters(t *testing.T) {
	t.Parallel()
	f, err := sfnt.Parse(fonts.MPlus1pRegular_ttf)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	decoder := japanese.EUCJP.NewDecoder()
	for row := byte(0xb0); row <= 0xcf; row++ {
		for cell := byte(0xa1); cell <= 0xfe; cell++ {
			if s, err := decoder.String(string([]byte{row, cell})); err == nil && s != "\ufffd" {
				text.WriteString(s)
			}
		}
	}
	for _, l := range progress.PartLabels {
		text.WriteString(l.Label)
	}
	for _, p := range pictures(t) {
		text.WriteString(p.Title + p.Source)
		for _, m := range p.Marks {
			text.WriteString(m.Text)
		}
	}
	var buf sfnt.Buffer
	for _, r := range text.String() + "＋−±～…％（）髙﨑〇" {
		if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
			t.Errorf("it has no %q (%v)", r, err)
		}
	}
}
