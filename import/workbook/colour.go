package workbook

import (
	"fmt"
	"math"
	"strconv"
)

// tinted is a colour made lighter or darker, as a theme's colours are.
func tinted(rgb, tint string) string {
	t, err := strconv.ParseFloat(tint, 64)
	if err != nil || t == 0 || t < -1 || t > 1 {
		return rgb
	}
	n, err := strconv.ParseUint(rgb, 16, 32)
	if err != nil {
		return rgb
	}
	part := func(shift uint) int {
		v := float64(n >> shift & 0xff)
		if t < 0 {
			return int(math.Round(v * (1 + t)))
		}
		return int(math.Round(v + (255-v)*t))
	}
	return fmt.Sprintf("%02X%02X%02X", part(16), part(8), part(0))
}
