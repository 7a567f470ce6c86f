package form

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// What a bureau pack writes beside the form's columns, and knows again when the file comes back.

// LastTime begins the header of a column that shows the last answers beside the cells to fill.
// No such column is read.
const LastTime = "【前回】"

// VersionHeader heads the column that says of which moment a row is, see [stamp.Row].
const VersionHeader = "登録の版"

// The notes on the headers of those columns.
const (
	LastTimeNote = "前回の回答です。ここには記入しません。取り込むときは読み取りません。"
	VersionNote  = "取り込むときに、この行がいつの登録内容かを確かめるための印です。書き換えないでください。"
)

// A comment on a cell begins as one of these and ends with CommentEnd, unless somebody answered in it.
const (
	QuestionStart = "【確認のお願い】"
	ReturnedStart = "【差戻しの指摘】"
	CommentEnd    = "答えは、このセルに入力してください。"
)

// ownComment reports whether a comment without spaces is one that a pack wrote on a cell.
func ownComment(text string) bool {
	return (strings.HasPrefix(text, QuestionStart) || strings.HasPrefix(text, ReturnedStart)) && strings.HasSuffix(text, CommentEnd)
}

// sheetMark begins the text by which a sheet of a pack is known again.
const sheetMark = "シートの印："

// SheetMark is the text that a sheet carries whose other cells are those texts and so many numbers.
// Where somebody wrote on the sheet, it is another.
func SheetMark(texts []string, numbers int) string {
	h := sha256.New()
	for _, text := range texts {
		h.Write([]byte(bare(text)))
		h.Write([]byte{0})
	}
	h.Write([]byte(strconv.Itoa(numbers)))
	return sheetMark + hex.EncodeToString(h.Sum(nil))[:12]
}

// MarkedSheet reports whether the cells of a sheet, row by row, are those that its mark was made of.
func MarkedSheet(texts []string, numbers int) bool {
	for i, text := range texts {
		if strings.HasPrefix(text, sheetMark) {
			return bare(text) == bare(SheetMark(append(texts[:i:i], texts[i+1:]...), numbers))
		}
	}
	return false
}
