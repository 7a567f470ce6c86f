package value_test

import (
	"fmt"

	"tetsuzuki/import/form"
	"tetsuzuki/import/value"
)

func ExampleParse() {
	column := form.Current().Field("annual_volume")
	for _, text := range []string{"１，２００件", "約1.2万件", "100～200件", "不明", "1,2000"} {
		v, findings := value.Parse(column, value.Cell{Text: text}, &value.Context{})
		c := v.Count
		switch {
		case c.Value == nil:
			fmt.Print(c.State)
		case c.Upper != nil:
			fmt.Print(*c.Value, " to ", *c.Upper)
		default:
			fmt.Print(*c.Value, " ", c.Qualifier)
		}
		for _, f := range findings {
			fmt.Print(" [", f.Severity, " ", f.Rule, "]")
		}
		fmt.Println()
	}
	// Output:
	// 1200 exact
	// 12000 approx [info R-healed]
	// 100 to 200 [info R-healed]
	// not_provided
	// not_provided [error L2-01]
}

func ExampleParseDate() {
	for _, text := range []string{"R3.4.1", "令和３年４月１日", "平成31年5月1日", "2021/2/30"} {
		d, err := value.ParseDate(text)
		fmt.Println(d, err)
	}
	// Output:
	// 2021-04-01 <nil>
	// 2021-04-01 <nil>
	// 2019-05-01 <nil>
	// 0000-00-00 no such day
}

func ExampleParseFiscalYear() {
	y, err := value.ParseFiscalYear("令和４年３月")
	fmt.Println(y, err)
	// Output: 2021 <nil>
}

func ExampleParseDuration() {
	d, ok := value.ParseDuration("１～２週間程度")
	fmt.Println(d, ok)
	// Output: P1W/P2W true
}

func ExampleLegend() {
	status := form.Current().Field("digitization_status")
	legend := value.Legend(status, "電子化状況（○：実施済、×：未実施）")
	v, _ := value.Parse(status, value.Cell{Text: "✕"}, &value.Context{Legend: legend})
	fmt.Println(v.Text)
	// Output: not_started
}

func ExampleFindFiscalYear() {
	fmt.Println(value.FindFiscalYear("年間件数（令和２年度）"))
	fmt.Println(value.FindUnit("年間件数（千件）"))
	// Output:
	// 2020 true
	// 1000 true
}
