package importer_test

import (
	"bytes"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
)

// cellKinds are meanings inside one cell. What is not certain has to be reported.
func cellKinds() []kind {
	reported := func(texts ...any) (all []kindTable) {
		for _, text := range texts {
			all = append(all, kindTable{columns: base(total2020),
				rows: []kindRow{record(want(), text).fault(2, "not a plain volume"), record(volume(5), 5)}})
		}
		return all
	}
	read := func(w map[string]any, texts ...any) (all []kindTable) {
		for _, text := range texts {
			all = append(all, kindTable{columns: base(total2020), rows: []kindRow{record(w, text), record(volume(5), 5)}})
		}
		return all
	}
	one := func(field string, pairs ...any) kindTable {
		label := map[string]string{"obstacle": "未実施の理由", "process_type": "手続類型", "identity_method": "本人確認方法", "digitization_status": "デジタル化状況",
			"legal_article": "根拠条項", "planned_fiscal_year": "デジタル化予定年度"}[field]
		t := kindTable{columns: base(col(field, label))}
		for i := 0; i < len(pairs); i += 2 {
			r := record(want(field, pairs[i+1]), pairs[i])
			if pairs[i+1] == nil {
				r = r.fault(2, "not certain")
			}
			t.rows = append(t.rows, r)
		}
		return t
	}
	day := func(text string) kindFormat { return kindFormat{text, "@"} }
	return []kind{
		{name: "cells/total with its part", variants: []kindTable{
			{columns: base(total2020, col("online_volume", "うちオンライン件数（令和2年度）")), rows: []kindRow{
				record(want("annual_volume", 1234, "online_volume", 567), "1,234(うちオンライン 567)", nil),
				record(want("annual_volume", 10, "online_volume", 5), 10, 5)}},
			{columns: base(total2020), rows: []kindRow{record(want("annual_volume", 1234, "online_volume", 567), "1,234（うち電子申請567件）"), record(want("annual_volume", 10), 10)}},
		}},
		{name: "cells/two years at once", variants: reported("R2:100 R1:90", "R2:100、R1:90", "令和2年度 100件\n令和元年度 90件", "100（前年度90）")},
		{name: "cells/by the month", variants: reported("月100件", "月平均100件", "1日10件", "毎月100件程度", "週5件")},
		{name: "cells/some hundred", variants: reported("100件台", "数十件", "1,000件台", "数百件")},
		{name: "cells/about", variants: append(read(approx(1200, "approx"), "約1,200件", "1200件程度", "およそ1,200", "１２００件程度"), read(approx(100, "lower"), "100件以上")...)},
		{name: "cells/plain in other words", variants: read(volume(1200), "1,200件", "１，２００", "1200 件", "千二百件", "1.2千件", "延べ1,200件")},
		{name: "cells/codes", variants: []kindTable{
			one("process_type", 1, "1", "2-1", "2-1", "申請等", "1", 3, "3"),
			one("process_type", 2.1, nil, "申請等", "1"),
			one("obstacle", 3.6, nil, "3、6", []any{"3", "6"}, 3, []any{"3"}),
			one("identity_method", 36, nil, "2 押印", "2", 6, "6"),
			one("identity_method", "3,4", nil, "4", "4"),
			one("digitization_status", "4 その他", nil, "実施済", "done"),
			one("obstacle", "7 上記に該当しない（理由を記載）", []any{"7"}, "6 オンライン化の費用対効果が小さい又は不明", []any{"6"}),
		}},
		{name: "cells/errors", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(want("annual_volume", nil), "#REF!").fault(2, "error value"), record(volume(5), 5)}},
			{columns: base(col("digitization_status", "デジタル化状況")), rows: []kindRow{record(want("digitization_status", nil), "#N/A").fault(2, "error value"), record(want("digitization_status", "done"), "実施済")}},
		}},
		{name: "cells/planned years", variants: []kindTable{
			one("planned_fiscal_year", "令和5年度", 2023, 2024, 2024, "R6", 2024, "2025年度", 2025),
			one("planned_fiscal_year", day("令和7年3月"), 2024, day("2025/4"), 2025, day("令和8年1月頃"), 2025), // a month to either side is the same fiscal year
		}},
	}
}

// csvKinds are tables in text files: their encodings, separators and torn rows.
func csvKinds() []kind {
	table := func(separator string, encode func(string) []byte) kindTable {
		return kindTable{csv: separator, encode: encode, columns: base(total2020, col("online_volume", "うちオンライン件数（令和2年度）")), rows: []kindRow{
			record(want("annual_volume", 1200, "online_volume", 300), 1200, 300), record(want("annual_volume", 45, "online_volume", 5), 45,
				5), record(want("annual_volume", 7, "online_volume", nil), 7, "不明")}}
	}
	in := func(e encoding.Encoding) func(string) []byte {
		return func(text string) []byte {
			b, err := e.NewEncoder().Bytes([]byte(text))
			if err != nil {
				panic(err)
			}
			return b
		}
	}
	utf16 := func(mark, big bool) func(string) []byte {
		return func(text string) []byte {
			var b bytes.Buffer
			units := utf16.Encode([]rune(text))
			if mark {
				units = append([]uint16{0xFEFF}, units...)
			}
			for _, u := range units {
				if big {
					b.Write([]byte{byte(u >> 8), byte(u)})
				} else {
					b.Write([]byte{byte(u), byte(u >> 8)})
				}
			}
			return b.Bytes()
		}
	}
	var encodings, separators []kindTable
	for _, separator := range []string{",", "\t"} {
		for _, e := range []func(string) []byte{in(japanese.EUCJP), in(japanese.ISO2022JP), in(japanese.ShiftJIS), utf16(false, false),
			utf16(false, true), utf16(true, false), utf16(true, true)} {
			encodings = append(encodings, table(separator, e))
		}
	}
	for _, separator := range []string{"|", "，", "\t", ";", "｜"} {
		separators = append(separators, table(separator, nil))
	}
	for _, separator := range []string{"|", "，"} {
		separators = append(separators, table(separator, in(japanese.ShiftJIS)), table(separator, in(japanese.EUCJP)))
	}
	shifted := func(line string, faults ...int) kindTable {
		t := table(",", nil)
		t.rows = t.rows[:2]
		t.columns = append(t.columns, col("digitization_status", "デジタル化状況"))
		t.rows[0].cells = append(t.rows[0].cells, "実施済")
		t.rows[0].want["digitization_status"] = "done"
		t.rows[1].cells = append(t.rows[1].cells, "検討中")
		torn := kindRow{line: line, want: want("procedure_name", "架空の届出", "legal_basis", "架空法", "annual_volume", 250100, "online_volume", 5,
			"digitization_status", "done")}
		torn.faults = map[int]string{faults[0]: "a torn row"}
		t.rows = append([]kindRow{t.rows[0], torn}, t.rows[1:]...)
		return t
	}
	wrapped := func(lines ...string) kindTable {
		t := table(",", nil)
		for i := range t.rows {
			t.rows[i].cells = nil
			t.rows[i].line = lines[i]
			t.rows[i].want["procedure_name"], t.rows[i].want["legal_basis"] = kindNames[i], kindLaws[i]
		}
		return t
	}
	return []kind{
		{name: "csv/encodings", fixed: true, variants: encodings},
		{name: "csv/separators", fixed: true, variants: separators},
		{name: "csv/torn rows", alone: true, variants: []kindTable{
			shifted("架空の届出,架空法,250,100,5,実施済", 2),
			shifted(`架空の届出,架空法,250,100,5`, 2),
			shifted("架空の届出,架空法,250100,5", 4),
			shifted("架空の届出,架空法,250100,実施済", 3),
			shifted("架空の届出,架空法,250100,5,実施済,余分,さらに", 4),
			shifted("架空の届出,架空法,第2条,250100,5", 2),
		}},
		{name: "csv/wrapped texts", alone: true, variants: []kindTable{
			wrapped(`="`+kindNames[0]+`",="`+kindLaws[0]+`",="1200",="300"`, `="`+kindNames[1]+`","=""`+kindLaws[1]+`""",45,5`, kindNames[2]+","+kindLaws[2]+`,="7",不明`),
			wrapped(`"=""`+kindNames[0]+`""",`+kindLaws[0]+`,"=""1200""",300`, kindNames[1]+","+kindLaws[1]+",45,5", kindNames[2]+","+kindLaws[2]+`,"=""7""","=""不明"""`),
		}},
	}
}

// leftKinds are facts that stand where no field reads them.
func leftKinds() []kind {
	two := func(more ...kindColumn) []kindColumn { return base(append([]kindColumn{total2020}, more...)...) }
	return []kind{
		{name: "left/a column without a header", fixed: true, variants: []kindTable{
			{columns: two(col("", "").faulty("no header")), rows: []kindRow{record(volume(1), 1, "要注意"), record(volume(2), 2, "廃止予定")}},
			{columns: two(col("", "").faulty("no header")), rows: []kindRow{record(volume(1), 1), record(volume(2), 2, "廃止予定"), record(volume(3), 3)}},
			{columns: two(col("", "").faulty("no header")), rows: []kindRow{record(volume(1), 1, 120), record(volume(2), 2, 45), record(volume(3), 3, 300)}},
		}},
		{name: "left/an unknown column", variants: []kindTable{
			{columns: two(col("", "庁内での扱い").faulty("unknown column")), rows: []kindRow{record(volume(1), 1, "甲"), record(volume(2), 2, "乙")}},
			{columns: two(col("", "特記区分").faulty("unknown column")), rows: []kindRow{record(volume(1), 1), record(volume(2), 2, "要注意")}},
		}},
		{name: "left/comments", variants: []kindTable{
			{columns: two(), rows: []kindRow{record(volume(5), 5), record(volume(6), 6).fault(2, "comment")},
				after: func(t *testing.T, f *excelize.File, at func(col, row int) string) {
					must(t, f.AddComment("一覧", excelize.Comment{Cell: at(2, 1), Author: "架空", Text: "実際は60件です"}))
				}},
		}},
		{name: "left/under a merged cell", fixed: true, variants: []kindTable{
			{columns: two(), rows: []kindRow{record(volume(5), 5), record(want("legal_basis", kindLaws[0], "annual_volume", 6), nil, 6)},
				after: func(t *testing.T, f *excelize.File, at func(col, row int) string) {
					must(t, f.MergeCell("一覧", at(1, 0), at(1, 1)))
				}},
		}},
	}
}
