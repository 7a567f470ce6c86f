package page

// tab leads to one of several pages, or to one kind of what a page shows.
type tab struct {
	Href, Label string
	Count       *int64 // how many it shows; nil: nobody counts
	Current     bool
}

// countTab is a tab that says how many it shows.
func countTab(label, href string, n int64, current bool) tab {
	return tab{Href: href, Label: label, Count: &n, Current: current}
}
