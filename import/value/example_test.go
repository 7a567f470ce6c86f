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
	// 12000 approx [info R-normalised]
	// 100 to 200 [info R-normalised]
	// not_provided
	// not_provided [error L2-01]
}

func ExampleParse_days() {
	column := form.Current().Field("digitized_on")
	for _, text := range []string{"R3.4.1", "令和３年４月１日", "平成31年5月1日", "2021/2/30"} {
		v, findings := value.Parse(column, value.Cell{Text: text}, &value.Context{})
		fmt.Print(v.Text)
		for _, f := range findings {
			fmt.Print(" [", f.Severity, " ", f.Rule, "]")
		}
		fmt.Println()
	}
	// Output:
	// 2021-04-01
	// 2021-04-01
	// 2019-05-01 [warning R-era]
	//  [error R-bad-date]
}

func ExampleContext() {
	status := form.Current().Field("digitization_status")
	// the header says （○：実施済、×：未実施）
	ctx := &value.Context{Legend: map[string]string{form.MarkKey("○"): "done", form.MarkKey("×"): "not_started"}}
	v, _ := value.Parse(status, value.Cell{Text: "✕"}, ctx)
	fmt.Println(v.Text)
	// Output: not_started
}
