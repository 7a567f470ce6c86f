package page

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"

	"tetsuzuki/internal/registry"
)

// qrCode is a QR code as the parts of an SVG picture within the page, so that its secret is in
// no address and no cache.
type qrCode struct {
	Size int    // modules a side, the margin included
	Path string // of the dark modules
}

// qrMargin is how many modules must be left free around it.
const qrMargin = 4

func newQR(text string) (qrCode, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}, registry.Failed("page.newQR", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && code.At(x, y) == color.Black {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+qrMargin, y+qrMargin, x-from, x-from)
			}
		}
	}
	return qrCode{Size: size + 2*qrMargin, Path: path.String()}, nil
}
