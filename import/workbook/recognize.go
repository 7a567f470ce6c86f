package workbook

import (
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/opc"
)

// kindRules are the rules about what a file is, whatever stands in it.
var kindRules = []string{
	finding.RuleEmptyFile, finding.RuleNotWorkbook, finding.RuleOldExcel, finding.RuleBinaryExcel, finding.RuleOpenDocument,
	finding.RuleDisguised, finding.RuleRightsManaged,
}

// Recognize is nil for a file of a kind that [Open] reads, by its content and not by its name:
// a workbook (also a damaged one, or one with a password) or a text. For any other it is an
// *Error that says what the file is and what to do. It reads little of the file.
func Recognize(name string, data io.ReaderAt, size int64, limits Limits) (err error) {
	from := &source{data: data, size: size}
	defer func() {
		if recover() != nil {
			err = nil // a damaged workbook, of which the reading says more
		}
		err = from.blame(err)
	}()
	err = recognize(name, from, size, limits.WithDefaults())
	if refused, ok := errors.AsType[*Error](err); ok && !slices.Contains(kindRules, refused.Finding.Rule) {
		return nil
	}
	return err
}

func recognize(name string, data io.ReaderAt, size int64, l Limits) error {
	if size == 0 {
		return emptyFile()
	}
	kind, err := sniff(data, size)
	if err != nil {
		return err
	}
	switch kind {
	case kindZip:
		pack, err := opc.Open(data, size, l.container())
		if err != nil {
			return explain("ファイル", err)
		}
		_, _, err = (&xlsxBook{book: &Book{}, pack: pack}).identify()
		return err
	case kindCompound:
		_, err := encrypted(data, size)
		if refused, ok := errors.AsType[*Error](err); ok && refused.Finding.Rule == finding.RuleTruncated {
			return refuse(finding.RuleOldExcel, "古い形式のExcelファイル（.xls）などが、途中で切れているか、壊れています。"+
				"元のファイルを開き「Excelブック（*.xlsx）」として保存し直してください。")
		}
		return err
	case kindText:
		if e := disguised(name); e != nil {
			return e
		}
		return noValue(data, size)
	}
	return kind.refusal(name)
}

func emptyFile() *Error {
	return refuse(finding.RuleEmptyFile, "ファイルの中身が空（0バイト）です。保存が終わってから、もう一度送ってください。")
}

// disguised refuses a text whose name is that of a workbook; nil for any other name.
func disguised(name string) *Error {
	ending := strings.ToLower(path.Ext(name))
	if !strings.HasPrefix(ending, ".xl") {
		return nil
	}
	return refuse(finding.RuleDisguised, "名前は「%s」ですが、中身はExcelブックではなく文字だけのファイル（CSVなど）です。"+
		"Excelで開き「名前を付けて保存」で「Excelブック（*.xlsx）」を選ぶか、名前の終わりを .csv にしてください。", ending)
}

// noValue refuses a short text of nothing but separators.
func noValue(data io.ReaderAt, size int64) error {
	const short = 4096
	if size > short {
		return nil
	}
	text := make([]byte, size)
	if _, err := data.ReadAt(text, 0); err != nil && err != io.EOF {
		return err
	}
	for _, c := range text {
		if !strings.Contains("\xef\xbb\xbf\xff\xfe\x00 \t\r\n,;|\"", string([]byte{c})) {
			return nil
		}
	}
	return refuse(finding.RuleEmptyFile, "ファイルの中に値が一つもありません。内容を確かめて、もう一度送ってください。")
}
