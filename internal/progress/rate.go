package progress

import "math/big"

// Percent is the share n ÷ of for people, in per cent with one decimal, cut off
// and never rounded up: attainment of 69.96 % reads "69.9". Where there is nothing
// to divide by, it is "—". Neither number may be negative.
func Percent(n, of int64) string {
	if of == 0 {
		return "—"
	}
	tenths := new(big.Int).Mul(big.NewInt(n), big.NewInt(1000)) // may not fit 64 bits
	whole, tenth := tenths.Quo(tenths, big.NewInt(of)).QuoRem(tenths, big.NewInt(10), new(big.Int))
	return whole.String() + "." + tenth.String()
}

func rateOf(n, of, unknown int64) Rate {
	return Rate{Numerator: n, Denominator: of, Rate: quotient(n, of), Percent: Percent(n, of), Unknown: unknown}
}

func quotient(n, of int64) *float64 {
	if of == 0 {
		return nil
	}
	q := float64(n) / float64(of)
	return &q
}
