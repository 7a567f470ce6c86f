package form

import (
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// CellLength is how many UTF-16 units a cell of a workbook holds. excelize would cut the
// rest off without a word.
const CellLength = excelize.TotalCellChars

// Fits reports whether a text goes into one cell of a workbook.
func Fits(text string) bool {
	return len(text) <= CellLength || len(utf16.Encode([]rune(text))) <= CellLength
}
