package workbook

import (
	"context"
	"io"
	"regexp"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/rich"
	"tetsuzuki/import/internal/strictxml"
)

// Comment is a comment (a note) on a cell.
type Comment struct {
	Col, Row int
	Text     string
}

// What is kept of the comments of a sheet.
const (
	mostComments = 2000
	commentBytes = 32 << 10 // of one, as many as a cell's
)

// comments reads the comments on a sheet's cells, but for our own. A part that cannot
// be read costs no cell: it is told of.
func (x *xlsxBook) comments(ctx context.Context, s *Sheet, part string) error {
	return x.beside(ctx, s, part, "comments", commentList, func() {
		n := note(finding.RuleComment, "シート「"+s.Name+"」のコメントの記録が読み取れませんでした。セルの内容はすべて読み取りました。")
		n.Sheet = s.Name
		x.book.Notes = append(x.book.Notes, n)
	})
}

func commentList(scan *strictxml.Scanner, s *Sheet) error {
	col, row := 0, 0
	for {
		k, err := scan.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if k != strictxml.Start || scan.Space != mainSpace {
			continue
		}
		switch string(scan.Name) {
		case "comment":
			ref, _ := scan.Attr("ref")
			var ok bool
			if col, row, ok = cellRef(ref); !ok {
				col, row = 0, 0
			}
		case "text":
			b, err := richText(scan, nil, commentBytes)
			if err != nil {
				return err
			}
			b, _ = unescape(b)
			text := string(b)
			if rich.Marked(text) {
				text, _ = rich.Runs(text)
			}
			if text = ofSender(text); text != "" && row > 0 && len(s.Comments) < mostComments {
				s.Comments = append(s.Comments, Comment{col, row, text})
			}
		}
	}
}

// threaded is what spreadsheets write before a conversation, for older ones.
var threaded = regexp.MustCompile(`(?s)^\[(?:スレッド化されたコメント|Threaded comment)\].*?(?:コメント|Comment)[:：][\s　]*`)

// ofSender is a comment without our part, and without what the program wrote.
func ofSender(text string) string {
	text, _, _ = strings.Cut(text, ResultComment)
	return strings.TrimSpace(threaded.ReplaceAllString(text, ""))
}
