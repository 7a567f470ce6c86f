package workbook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/numfmt"
	"tetsuzuki/import/internal/opc"
	"tetsuzuki/import/internal/strictxml"
)

// The namespaces of a workbook's parts; those of the strict edition of ISO/IEC
// 29500 mean the same.
const (
	mainSpace strictxml.Space = iota + 1
	relationSpace
)

var spaces = map[string]strictxml.Space{
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":           mainSpace,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                       mainSpace,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships": relationSpace,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":             relationSpace,
}

// xlsxBook is what the sheets of one workbook share.
type xlsxBook struct {
	book    *Book
	pack    *opc.Package
	limits  Limits
	strings *stringTable
	tape    tape
	styles  []format // by the index of the cell format; nil where the book has no styles
	scanner *strictxml.Scanner

	onLoad  bool // all formulas are to be calculated when the book is opened
	chained bool // a program that calculates has saved the order in which it does
	noughts int  // formulas whose result is 0
	results int  // those with another
	sum     tally
}

// format is a cell format: how it shows a value, and what its look says.
type format struct {
	code  string
	date  bool
	shows *numfmt.Format // nil for one that adds nothing to any value
	look  *Look          // nil for one that says nothing
}

func (b *Book) openWorkbook(ctx context.Context, data io.ReaderAt, size int64, l Limits) error {
	pack, err := opc.Open(data, size, l.container())
	if err != nil {
		return explain("ファイル", err)
	}
	x := &xlsxBook{book: b, pack: pack, limits: l, strings: &stringTable{}, scanner: strictxml.New(nil, spaces)}
	b.held = []*overflow{&x.strings.overflow, &x.tape.overflow}
	main, roots, err := x.identify()
	if err != nil {
		return err
	}
	if err := x.propertyStamp(ctx, roots); err != nil {
		return err
	}
	relations, err := pack.Relations(main)
	if err != nil {
		return explain("ブックの構成", err)
	}
	if err := x.readBook(ctx, main, relations); err != nil {
		return err
	}
	return x.tape.finish()
}

// identify finds the workbook part, with the relations of the package, and says what
// the file is where it has none.
func (x *xlsxBook) identify() (main string, roots []opc.Relation, err error) {
	const save = "Excelで開き「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し、そのファイルを送ってください。"
	if !x.pack.Has("[Content_Types].xml") {
		switch {
		case x.pack.Has("mimetype") && x.pack.Has("content.xml"):
			return "", nil, refuse(finding.RuleOpenDocument, "OpenDocument形式（.ods など）のファイルです。%s", save)
		case len(x.pack.Files) == 0:
			return "", nil, refuse(finding.RuleEmptyFile, "中身のない圧縮ファイル（zip）です。もう一度保存して送ってください。")
		}
		for _, f := range x.pack.Files {
			if strings.HasPrefix(strings.ToLower(f.Name), "xl/") {
				return "", nil, refuse(finding.RuleMissingPart, "Excelブックですが、部品の一覧（[Content_Types].xml）がありません。元のファイルをExcelで開いて保存し直してください。")
			}
		}
		return "", nil, refuse(finding.RuleNotWorkbook, "Excelブックではない圧縮ファイル（zip）です。中にExcelブックがあれば、取り出して送ってください。")
	}
	types, err := x.pack.ContentTypes()
	if err != nil {
		return "", nil, explain("部品の一覧", err)
	}
	roots, err = x.pack.Relations("")
	if err != nil {
		return "", nil, explain("ブックの構成", err)
	}
	for _, r := range roots {
		if r.Type == "officeDocument" && !r.External {
			main = r.Target
		}
	}
	if main == "" {
		return "", nil, refuse(finding.RuleMissingPart, "ファイルの中にブックの記録が見つかりません。元のファイルをExcelで開いて保存し直してください。")
	}
	kind := opc.TypeOf(types, main)
	switch {
	case strings.Contains(kind, "sheet.binary"), strings.HasSuffix(main, ".bin"):
		return "", nil, refuse(finding.RuleBinaryExcel, "バイナリ形式のExcelブック（.xlsb）です。%s", save)
	case strings.Contains(kind, "wordprocessingml"), strings.Contains(kind, "ms-word"):
		return "", nil, refuse(finding.RuleNotWorkbook, "Wordの文書です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case strings.Contains(kind, "presentationml"), strings.Contains(kind, "ms-powerpoint"):
		return "", nil, refuse(finding.RuleNotWorkbook, "PowerPointのファイルです。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case strings.Contains(kind, "visio"):
		return "", nil, refuse(finding.RuleNotWorkbook, "Visioの図面です。元のExcelファイルを送ってください。")
	case !x.pack.Has(main):
		return "", nil, refuse(finding.RuleMissingPart, "ファイルの中にブックの記録（%s）がありません。元のファイルをExcelで開いて保存し直してください。", main)
	}
	x.book.Format = "xlsx"
	if strings.Contains(kind, "macroEnabled") {
		x.book.Format = "xlsm"
	}
	return main, roots, nil
}

// sheetEntry is one sheet as the workbook part lists it.
type sheetEntry struct {
	name, id string
	hidden   bool
}

func (x *xlsxBook) readBook(ctx context.Context, main string, relations []opc.Relation) error {
	entries, err := x.workbookPart(ctx, main)
	if err != nil {
		return explain("ブック", err)
	}
	if len(entries) > x.limits.Sheets {
		return refuse(finding.RuleLimit, "シートが多すぎます（%d枚、上限%d枚）。", len(entries), x.limits.Sheets)
	}
	byID := make(map[string]opc.Relation, len(relations))
	for _, r := range relations {
		if _, twice := byID[r.ID]; twice {
			return refuse(finding.RuleBroken, "ブックの構成の記録が壊れています（同じ番号%sが二つあります）。Excelで開いて保存し直してください。", r.ID)
		}
		byID[r.ID] = r
		if r.External {
			continue
		}
		switch r.Type {
		case "styles":
			err = x.readStyles(ctx, r.Target)
		case "sharedStrings":
			err = x.readStrings(ctx, r.Target)
		case "calcChain":
			x.chained = true
		case "vbaProject":
			x.book.Notes = append(x.book.Notes, note(finding.RuleMacro, "マクロが含まれています。マクロは実行せず、セルの内容だけを読み取りました。"))
		}
		if err != nil {
			return err
		}
	}
	names, targets := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		key := strings.ToLower(e.name)
		if names[key] {
			return refuse(finding.RuleDuplicateSheet, "「%s」という名前のシートが二つあります。別々の名前を付けて保存してください。", e.name).at(e.name, "")
		}
		names[key] = true
		r, ok := byID[e.id]
		if !ok || r.External {
			return refuse(finding.RuleMissingPart, "シート「%s」の記録がファイルの中にありません。元のファイルをExcelで開いて保存し直してください。", e.name).at(e.name, "")
		}
		if r.Type != "worksheet" {
			n := note(finding.RuleSheetWithoutCells, fmt.Sprintf("シート「%s」はグラフなどのシートで、セルがないため読み取りの対象外です。", e.name))
			n.Sheet = e.name
			x.book.Notes = append(x.book.Notes, n)
			continue
		}
		key = opc.Key(r.Target)
		if targets[key] {
			return refuse(finding.RuleBroken, "シート「%s」の記録が別のシートと同じ場所を指しています。Excelで開いて保存し直してください。", e.name).at(e.name, "")
		}
		targets[key] = true
		if err := x.addSheet(ctx, e, r.Target); err != nil {
			return err
		}
	}
	if x.book.Uncalculated = x.onLoad && !x.chained && x.noughts > 0 && x.results == 0; x.book.Uncalculated {
		n := note(
			finding.RuleNotCalculated,
			fmt.Sprintf("このファイルの数式（%d個）は、一度も計算されていません。保存されている結果は、すべて仮の 0 です。Excelで開き、計算された値を確かめてから、上書き保存して送ってください。", x.noughts),
		)
		n.Severity, n.Count = finding.Error, x.noughts
		x.book.Notes = append(x.book.Notes, n)
	}
	if len(x.book.Sheets) == 0 {
		return refuse(finding.RuleMissingPart, "セルのあるシートが一枚もありません。手続の一覧のあるブックを送ってください。")
	}
	return nil
}

// part reads a part from end to end with f and closes it.
func (x *xlsxBook) part(ctx context.Context, name string, f func(*strictxml.Scanner) error) error {
	r, err := x.pack.Part(name)
	if err != nil {
		return err
	}
	defer r.Close()
	x.scanner.Reset(contextReader{ctx, r})
	return f(x.scanner)
}

// workbookPart reads the list of the sheets and the date system.
func (x *xlsxBook) workbookPart(ctx context.Context, name string) (entries []sheetEntry, err error) {
	err = x.part(ctx, name, func(s *strictxml.Scanner) error {
		inSheets, inNames := false, false
		for {
			k, err := s.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			switch {
			case k == strictxml.Text:
				continue
			case k == strictxml.End:
				if s.Depth() == 1 {
					inSheets, inNames = false, false
				}
				continue
			case s.Depth() == 1:
				if s.Space != mainSpace || string(s.Name) != "workbook" {
					return refuse(finding.RuleBroken, "ブックの記録が壊れています。元のファイルをExcelで開いて保存し直してください。")
				}
				continue
			case s.Depth() == 2 && s.Space == mainSpace && !bookElements[string(s.Name)]:
				return refuse(finding.RuleBroken, "ブックの記録に知らない要素 %s があります。Excelで開いて保存し直してください。", s.Name)
			case s.Depth() == 2 && s.Space == mainSpace && string(s.Name) == "sheets":
				inSheets = true
				continue
			case s.Depth() == 2 && s.Space == mainSpace && string(s.Name) == "definedNames":
				inNames = true
				continue
			case s.Depth() == 3 && inNames:
				if err := x.nameStamp(s); err != nil {
					return err
				}
				continue
			case s.Depth() == 2 && s.Space == mainSpace && string(s.Name) == "workbookPr":
				if a := unknown(s, bookAttributes); a != "" {
					return refuse(finding.RuleBroken, "ブックの設定の記録に知らない %s があります。Excelで開いて保存し直してください。", a)
				}
				if v, ok := s.Attr("date1904"); ok {
					x.book.Date1904, ok = boolean(v)
					if !ok {
						return refuse(finding.RuleBroken, "ブックの日付の数え方の記録が壊れています。Excelで開いて保存し直してください。")
					}
				}
			case s.Depth() == 2 && s.Space == mainSpace && string(s.Name) == "calcPr":
				v, _ := s.Attr("fullCalcOnLoad")
				x.onLoad, _ = boolean(v)
			case s.Depth() == 3 && inSheets:
				if s.Space != mainSpace || string(s.Name) != "sheet" {
					return refuse(finding.RuleBroken, "シートの一覧の記録が壊れています。Excelで開いて保存し直してください。")
				}
				e := sheetEntry{}
				v, named := s.Attr("name")
				e.name = string(v)
				v, linked := s.AttrIn(relationSpace, "id")
				e.id = string(v)
				if !named || !linked || e.name == "" || unknown(s, sheetAttributes) != "" {
					return refuse(finding.RuleBroken, "シートの一覧の記録が壊れています（名前か番号がありません）。Excelで開いて保存し直してください。")
				}
				if v, ok := s.Attr("state"); ok {
					switch string(v) {
					case "visible":
					case "hidden", "veryHidden":
						e.hidden = true
					default:
						return refuse(finding.RuleBroken, "シート「%s」の表示の記録が壊れています。Excelで開いて保存し直してください。", e.name).at(e.name, "")
					}
				}
				entries = append(entries, e)
				if len(entries) > x.limits.Sheets {
					return refuse(finding.RuleLimit, "シートが多すぎます（上限%d枚）。", x.limits.Sheets)
				}
			}
			if err := s.Skip(); err != nil {
				return err
			}
		}
	})
	return entries, err
}

// readStrings reads the shared strings into the table.
func (x *xlsxBook) readStrings(ctx context.Context, name string) error {
	claimed, total := -1, int64(0)
	t := x.strings
	err := x.part(ctx, name, func(s *strictxml.Scanner) error {
		var text []byte
		for {
			k, err := s.Next()
			if err == io.EOF {
				return t.finish()
			}
			if err != nil {
				return err
			}
			if k == strictxml.Text && !blank(s.Text) {
				return errRichText
			}
			if k != strictxml.Start {
				continue
			}
			switch {
			case s.Depth() == 1:
				if s.Space != mainSpace || string(s.Name) != "sst" {
					return errRichText
				}
				if v, ok := s.Attr("uniqueCount"); ok {
					if claimed, ok = index(v); !ok {
						return errRichText
					}
				}
				continue
			case s.Space != mainSpace || string(s.Name) != "si":
				if s.Space == mainSpace && string(s.Name) != "extLst" {
					return errRichText
				}
				if err := s.Skip(); err != nil {
					return err
				}
				continue
			}
			if text, err = richText(s, text[:0], x.limits.CellBytes); err != nil {
				return err
			}
			if total += int64(len(text)) + 1; total > x.limits.Strings {
				return refuse(finding.RuleLimit, "文字の合計が上限（%dMB）を超えています。分けて保存してください。", x.limits.Strings>>20)
			}
			clean, cleaned := unescape(text)
			if cleaned {
				if t.dirty == nil {
					t.dirty = map[int]struct{}{}
				}
				t.dirty[t.count] = struct{}{}
				if len(t.dirty) > 100_000 {
					return refuse(finding.RuleControlCharacter, "目に見えない制御文字が多すぎます。取り除いて保存し直してください。")
				}
			}
			if err := t.add(clean); err != nil {
				return err
			}
		}
	})
	switch {
	case errors.Is(err, errTooLong):
		return refuse(finding.RuleLimit, "文字列の一覧の%d番目が長すぎます（上限%dバイト）。", t.count+1, x.limits.CellBytes)
	case errors.Is(err, errRichText):
		return refuse(finding.RuleBroken, "文字列の一覧の%d番目の記録が壊れています。元のファイルをExcelで開いて保存し直してください。", t.count+1)
	case err != nil:
		return explain("文字列の一覧", err)
	case claimed > t.count:
		return refuse(finding.RuleTruncated, "文字列の一覧が%d件のはずが%d件しかありません。元のファイルをExcelで開いて保存し直してください。", claimed, t.count)
	case claimed >= 0 && claimed < t.count:
		x.book.Notes = append(
			x.book.Notes,
			note(finding.RuleCount, fmt.Sprintf("文字列の一覧の件数が%dと記録されていますが、実際は%d件です。すべて読み取りました。", claimed, t.count)),
		)
	}
	return nil
}

// addSheet makes the strict pass over a sheet and adds it to the book.
func (x *xlsxBook) addSheet(ctx context.Context, e sheetEntry, part string) error {
	sheet := &Sheet{Name: e.name, Hidden: e.hidden, book: x.book}
	s := &sheetScan{Scanner: x.scanner, book: x, sheet: sheet, limits: x.limits}
	from := x.tape.size
	if err := explain(s.part(), x.part(ctx, part, func(*strictxml.Scanner) error { return s.run() })); err != nil {
		var refused *Error
		if errors.As(err, &refused) && refused.Finding.Sheet == "" {
			refused.Finding.Sheet = e.name
		}
		return err
	}
	sheet.HiddenCols = normal(sheet.HiddenCols)
	to := x.tape.size
	sheet.read = func(ctx context.Context, yield func(Row) error) error {
		return x.play(ctx, from, to, sheet.hidesZeros, yield)
	}
	if ours, err := sheet.isResult(ctx); ours || err != nil {
		return err
	}
	x.notes(s)
	if err := x.comments(ctx, sheet, part); err != nil {
		return err
	}
	if err := x.drawings(ctx, sheet, part); err != nil {
		return err
	}
	x.book.Sheets = append(x.book.Sheets, sheet)
	return nil
}

// notes says what the strict pass met and normalised.
func (x *xlsxBook) notes(s *sheetScan) {
	f := s.sheet
	// A1 alone is what some programs write for any sheet; nobody has to hear of it
	if d := s.dim; d != nil && f.CellCount > 0 && (d.LastRow > 1 || d.LastCol > 1) && (f.MaxRow > d.LastRow || f.MaxCol > d.LastCol) {
		n := note(
			finding.RuleDimension,
			fmt.Sprintf("シート「%s」の範囲は%sと記録されていますが、実際は%sまであります。すべて読み取りました。", f.Name, d, CellName(f.MaxCol, f.MaxRow)),
		)
		n.Sheet = f.Name
		x.book.Notes = append(x.book.Notes, n)
	}
	if s.cleaned > 0 {
		n := note(finding.RuleHiddenCharacter, fmt.Sprintf("シート「%s」に、目に見えない制御文字を含むセルが%d個あります。その文字を取り除いて読み取りました。", f.Name, s.cleaned))
		n.Sheet, n.Cell, n.Count = f.Name, s.where, s.cleaned
		x.book.Notes = append(x.book.Notes, n)
	}
}

// normal sorts the ranges and joins those that meet.
func normal(spans Spans) Spans {
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	var joined Spans
	for _, s := range spans {
		joined.add(s[0], s[1])
	}
	return joined
}
