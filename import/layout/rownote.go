package layout

import "regexp"

// oneRow is a word of a note by which it speaks of single rows: No.2, 3番, 2～4行目.
var oneRow = regexp.MustCompile(`(?i)(?:no\.?|番号|項番|整理番号|#|№)[0-9]|[0-9](?:番|行目|行)(?:目)?(?:の|は|及び|、|,|と)`)

// rowNote tells whether a squeezed note speaks of single rows.
func rowNote(text string) bool { return oneRow.MatchString(text) }
