package workbook

import (
	"bytes"
	"io"
	"path"
	"regexp"
	"strings"

	"tetsuzuki/import/finding"
)

// fileKind is what a file's first bytes say that it is.
type fileKind uint8

const (
	kindUnknown fileKind = iota
	kindZip
	kindCompound // OLE2: an old workbook, or an encrypted new one
	kindText
	kindBIFF // Excel 2 to 4, or a stream without its container
	kindPDF
	kindImage
	kindHTML
	kindXMLSpreadsheet
	kindXML
	kindRTF
	kindPackedOther // gzip, 7z, rar, lzh, cab
	kindProgram     // exe, dll
	kindMedia       // sound and film
	kindShortcut    // .lnk, .url
	kindDatabase    // Access
	kindJSON
	kindMail
)

// sniff looks at the first bytes, and for text at what it begins with.
func sniff(data io.ReaderAt, size int64) (fileKind, error) {
	head := make([]byte, min(size, 4096))
	if _, err := data.ReadAt(head, 0); err != nil && err != io.EOF {
		return 0, err
	}
	if i := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-")); i >= 0 && (i == 0 || controls(head) > 0) {
		return kindPDF, nil // readers of PDF skip what stands before it
	}
	for _, m := range magics {
		if len(head) >= m.at+len(m.bytes) && string(head[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.kind, nil
		}
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) || utf16Without(head) != 0 ||
		jisEscape(head) {
		return kindText, nil
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(text, []byte("<?xml")):
		switch {
		case bytes.Contains(text, []byte("office:spreadsheet")), bytes.Contains(text, []byte("excel.sheet")):
			return kindXMLSpreadsheet, nil
		case bytes.Contains(text, []byte("<html")):
			return kindHTML, nil
		}
		return kindXML, nil
	case bytes.HasPrefix(text, []byte("<workbook")):
		return kindXMLSpreadsheet, nil
	case bytes.HasPrefix(text, []byte("<")) && htmlLike(text):
		return kindHTML, nil
	}
	for _, p := range textKinds {
		if p.begins.Match(text) {
			return p.kind, nil
		}
	}
	for _, c := range head {
		if c == 0 || c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != 0x1A && c != '\f' && c != '\v' {
			// One stray control character is for the CSV reader to name; a file full
			// of them is no text.
			if controls(head) > 1+len(head)/100 {
				return kindUnknown, nil
			}
			break
		}
	}
	return kindText, nil
}

// textKinds are texts that are no table, by how they begin in lower case.
var textKinds = []struct {
	begins *regexp.Regexp
	kind   fileKind
}{
	{regexp.MustCompile(`^<(svg|[a-z][a-z0-9:._-]*)(\s[^<>]*)?/?>`), kindXML},
	{regexp.MustCompile(`^(\{\s*["}]|\[\s*[{"\[])`), kindJSON},
	{regexp.MustCompile(`^\[internetshortcut\]`), kindShortcut},
	{regexp.MustCompile(`^(received|return-path|delivered-to|mime-version|message-id|x-[a-z-]+): `), kindMail},
	{regexp.MustCompile(`^begin:v(card|calendar)`), kindMail},
}

var magics = []struct {
	at    int
	bytes string
	kind  fileKind
}{
	{0, "PK\x03\x04", kindZip},
	{0, "PK\x05\x06", kindZip},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kindCompound},
	{0, "\x09\x08\x10\x00\x00\x06", kindBIFF},
	{0, "\x09\x08\x08\x00\x00\x05", kindBIFF},
	{0, "\x09\x04\x06\x00", kindBIFF},
	{0, "\x09\x02\x06\x00", kindBIFF},
	{0, "\x09\x00\x04\x00", kindBIFF},
	{0, "%PDF-", kindPDF},
	{0, "\x89PNG\r\n\x1a\n", kindImage},
	{0, "\xff\xd8\xff", kindImage},
	{0, "GIF87a", kindImage},
	{0, "GIF89a", kindImage},
	{0, "II*\x00", kindImage},
	{0, "MM\x00*", kindImage},
	{8, "WEBPVP8", kindImage},
	{4, "ftyphei", kindImage},
	{4, "ftypmif1", kindImage},
	{4, "ftypavif", kindImage},
	{0, "8BPS", kindImage},
	{4, "ftyp", kindMedia},
	{0, "ID3", kindMedia},
	{0, "OggS", kindMedia},
	{8, "WAVEfmt ", kindMedia},
	{8, "AVI LIST", kindMedia},
	{0, "MZ\x90\x00", kindProgram},
	{0, "\x7fELF", kindProgram},
	{0, "L\x00\x00\x00\x01\x14\x02\x00", kindShortcut},
	{0, "\x00\x01\x00\x00Standard ", kindDatabase},
	{0, "{\\rtf", kindRTF},
	{0, "\x1f\x8b", kindPackedOther},
	{0, "7z\xbc\xaf\x27\x1c", kindPackedOther},
	{0, "Rar!\x1a\x07", kindPackedOther},
	{2, "-lh5-", kindPackedOther},
	{2, "-lh7-", kindPackedOther},
	{0, "MSCF\x00\x00\x00\x00", kindPackedOther},
}

func init() {
	// A bitmap's mark of two letters is too short to trust without what follows it.
	for _, header := range []string{"\x28\x00\x00\x00", "\x6c\x00\x00\x00", "\x7c\x00\x00\x00"} {
		magics = append(magics, struct {
			at    int
			bytes string
			kind  fileKind
		}{14, header, kindImage})
	}
}

func controls(b []byte) int {
	n := 0
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			n++
		}
	}
	return n
}

func htmlLike(text []byte) bool {
	for _, tag := range []string{"<!doctype", "<html", "<head", "<meta", "<body", "<table", "<style", "<div", "<!--", "<center", "<font"} {
		if bytes.HasPrefix(text, []byte(tag)) {
			return true
		}
	}
	return false
}

// refusal says what the file is and how to save it rightly.
func (k fileKind) refusal(name string) *Error {
	const save = "Excelで開き「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し、そのファイルを送ってください。"
	switch k {
	case kindBIFF:
		return refuse(finding.RuleOldExcel, "古い形式のExcelファイル（.xls）です。%s", save)
	case kindPDF:
		return refuse(finding.RuleNotWorkbook, "PDFファイルです。印刷用の形式からは表を正しく読み取れません。元のExcelファイルを送ってください。")
	case kindImage:
		return refuse(finding.RuleNotWorkbook, "画像ファイルです。画像からは表を読み取れません。元のExcelファイルを送ってください。")
	case kindHTML:
		return refuse(finding.RuleDisguised, "中身はWebページ（HTML）です。ほかのシステムが「Excel」として出力したファイルに多い形式です。%s", save)
	case kindXMLSpreadsheet:
		return refuse(finding.RuleDisguised, "中身は「XMLスプレッドシート2003」形式です。%s", save)
	case kindXML:
		return refuse(finding.RuleNotWorkbook, "中身はXMLファイルです。Excelブックではありません。%s", save)
	case kindRTF:
		return refuse(finding.RuleNotWorkbook, "文書ファイル（RTF）です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case kindPackedOther:
		return refuse(finding.RuleNotWorkbook, "圧縮ファイルです。中のExcelブック（.xlsx）を取り出して送ってください。")
	case kindProgram:
		return refuse(finding.RuleNotWorkbook, "プログラムのファイルです。一覧を書いたExcelブック（.xlsx）を送ってください。")
	case kindMedia:
		return refuse(finding.RuleNotWorkbook, "音声か動画のファイルです。一覧を書いたExcelブック（.xlsx）を送ってください。")
	case kindShortcut:
		return refuse(finding.RuleNotWorkbook, "ショートカット（ファイルの場所だけを書いたもの）です。開いた先のExcelブック（.xlsx）を送ってください。")
	case kindDatabase:
		return refuse(finding.RuleNotWorkbook, "Accessのデータベースです。表を「Excelブック（*.xlsx）」に書き出して送ってください。")
	case kindJSON:
		return refuse(finding.RuleNotWorkbook, "中身はJSONのデータです。表にして「Excelブック（*.xlsx）」として保存し、送ってください。")
	case kindMail:
		return refuse(finding.RuleNotWorkbook, "メールか予定表のファイルです。添付のExcelブック（.xlsx）を保存して送ってください。")
	}
	if ending := path.Ext(name); ending != "" {
		return refuse(finding.RuleNotWorkbook, "中身がExcelブックでもCSVでもないファイルです（名前の終わりは「%s」）。%s", strings.ToValidUTF8(ending, "?"), save)
	}
	return refuse(finding.RuleNotWorkbook, "中身がExcelブックでもCSVでもないファイルです。%s", save)
}
