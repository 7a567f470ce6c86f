package importer_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	importer "tetsuzuki/import"
)

// The sheet of the examples is made up.
const exampleSheet = `局名：,環境局,,
手続の名称,根拠法令等,令和2年度実績（千件）,状況（○：実施済、×：未着手）
架空施設の設置の届出,架空施設法,3,○
架空施設の廃止の届出,〃,不明,×
合計,,3,
`

func ExampleCheck() {
	src := importer.Source{Name: "一覧.csv", Data: strings.NewReader(exampleSheet), Size: int64(len(exampleSheet))}
	rep, err := importer.Check(context.Background(), src, importer.Options{Bureau: "環境局"})
	if err != nil {
		panic(err)
	}
	for _, r := range rep.Records {
		v := r.Values
		fmt.Println(r.Row, v.Bureau, v.ProcedureName, v.LegalBasis, v.DigitizationStatus)
	}
	fmt.Println(rep.Tables[0].IgnoredRows)
	// Output:
	// 3 環境局 架空施設の設置の届出 架空施設法 done
	// 4 環境局 架空施設の廃止の届出 架空施設法 not_started
	// [{5 total}]
}

func ExampleRead() {
	src := importer.Source{Name: "一覧.csv", Data: strings.NewReader(exampleSheet), Size: int64(len(exampleSheet))}
	// The records come one by one; the report has everything else.
	rep, err := importer.Read(context.Background(), src, importer.Options{}, func(r importer.Record) error {
		for _, v := range r.Values.Volumes {
			if v.Total.Value == nil {
				fmt.Println(v.FiscalYear, v.Total.State)
			} else {
				fmt.Println(v.FiscalYear, *v.Total.Value)
			}
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(rep.Summary.Records, "件")
	// Output:
	// 2020 3000
	// 2020 not_provided
	// 2 件
}

func ExampleWriteMapping() {
	src := importer.Source{Name: "一覧.csv", Data: strings.NewReader(exampleSheet), Size: int64(len(exampleSheet))}
	rep, err := importer.Check(context.Background(), src, importer.Options{})
	if err != nil {
		panic(err)
	}
	m := importer.MappingOf(rep)
	m.Columns = m.Columns[:2]
	if err := importer.WriteMapping(os.Stdout, m); err != nil {
		panic(err)
	}
	// Output:
	// {
	//   "columns": [
	//     {
	//       "header": "手続の名称",
	//       "field": "procedure_name"
	//     },
	//     {
	//       "header": "根拠法令等",
	//       "field": "legal_basis"
	//     }
	//   ]
	// }
}

func ExampleWriteText() {
	sheet := "手続名,年間件数（令和2年度）,オンライン件数（令和2年度）\n架空施設の設置の届出,10,20\n"
	rep, err := importer.Check(context.Background(), importer.Source{Name: "一覧.csv", Data: strings.NewReader(sheet),
		Size: int64(len(sheet))}, importer.Options{})
	if err != nil {
		panic(err)
	}
	if err := importer.WriteText(os.Stdout, rep); err != nil {
		panic(err)
	}
	// Output:
	// ファイル: 一覧.csv
	// 結果: 表 1、1 手続を読み取りました。要修正 1 件、確認 0 件、参考 0 件です。
	// 機械可読性 92 点（レベル2）
	//
	// ■ シート「一覧」 A1:C2（見出し 1 行目）
	//   A列「手続名」→ 手続名
	//   B列「年間件数（令和2年度）」→ 年間件数、令和2年度
	//   C列「オンライン件数（令和2年度）」→ うちオンライン件数、令和2年度
	//
	// ■ 要修正
	// オンライン件数は年間件数の内数なので、年間件数を超えません。
	//   一覧!C2: オンライン件数（20）が年間件数（10）を超えています。（いまの値「20」） 例: 350
	//
	// ■ 機械可読性を上げるには
	//   ・見出しを標準の様式の項目名にしてください。（1 か所、8 点）
}
