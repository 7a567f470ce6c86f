package stamp

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Row is the mark of one row of a workbook that leaves: the moment of the last change that it
// holds, and a checksum with the row's process. Unlike a [Stamp] it is a cell, so that it lasts
// where only cells do: in a csv, and among rows that were copied to another workbook.
func Row(base time.Time, process string) string {
	moment := strconv.FormatInt(base.UnixMicro(), 36)
	sum := sha256.Sum256([]byte(moment + " " + process))
	return moment + "-" + hex.EncodeToString(sum[:])[:6]
}

// ParseRow reads what [Row] wrote of that process.
func ParseRow(text, process string) (base time.Time, ok bool) {
	moment, _, _ := strings.Cut(strings.TrimSpace(text), "-")
	micro, err := strconv.ParseInt(moment, 36, 64)
	if err != nil || micro <= 0 {
		return base, false
	}
	base = time.UnixMicro(micro).UTC()
	return base, Row(base, process) == strings.TrimSpace(text)
}
