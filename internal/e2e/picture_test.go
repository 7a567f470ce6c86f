package e2e

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tetsuzuki/internal/browser"
)

// screenshots names a folder for the pictures of the README: make screenshots.
const screenshots = "TETSUZUKI_TEST_SCREENSHOTS"

// picture keeps what the window shows for the README, where a folder is given.
func picture(t *testing.T, w *browser.Window, height int64, name string) {
	t.Helper()
	dir := os.Getenv(screenshots)
	if dir == "" {
		return
	}
	w.Size(1280, height)
	file := filepath.Join(dir, name)
	w.Screenshot(file)
	shot, err := os.ReadFile(file)
	if err == nil {
		shot, err = smaller(shot)
	}
	if err == nil {
		err = os.WriteFile(file, shot, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// smaller is a picture in its 256 most frequent colours, others in the one nearest to
// them: what is drawn by a program has few, and takes a third of the bytes then.
func smaller(shot []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, err
	}
	bounds := full.Bounds()
	often := map[color.Color]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			often[full.At(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(often), func(a, b color.Color) int {
		ra, ga, ba, _ := a.RGBA()
		rb, gb, bb, _ := b.RGBA()
		return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(ra, rb), cmp.Compare(ga, gb), cmp.Compare(ba, bb))
	})
	few := image.NewPaletted(bounds, color.Palette(colours[:min(256, len(colours))]))
	nearest := map[color.Color]uint8{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := full.At(x, y)
			i, known := nearest[c]
			if !known {
				i = uint8(few.Palette.Index(c))
				nearest[c] = i
			}
			few.SetColorIndex(x, y, i)
		}
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, few)
	return b.Bytes(), err
}

func TestPicturesGetSmaller(t *testing.T) {
	t.Parallel()
	full := image.NewRGBA(image.Rect(0, 0, 300, 10))
	for x := range 300 {
		for y := range 10 {
			full.Set(x, y, color.RGBA{R: uint8(x), G: uint8(x / 256), A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, full); err != nil {
		t.Fatal(err)
	}
	few, err := smaller(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(few))
	if err != nil || got.Bounds() != full.Bounds() {
		t.Fatalf("%v, %v", got.Bounds(), err)
	}
	for _, x := range []int{0, 100, 299} {
		r, g, _, _ := got.At(x, 5).RGBA()
		wr, wg, _, _ := full.At(x, 5).RGBA()
		if r>>8 != wr>>8 || max(g, wg)>>8-min(g, wg)>>8 > 1 {
			t.Errorf("at %d: %v, want %v", x, got.At(x, 5), full.At(x, 5))
		}
	}
}
