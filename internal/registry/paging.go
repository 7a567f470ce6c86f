package registry

// Paging is how many of a list one page shows. The list is asked for with one more, which
// tells whether it goes on.
type Paging int

// Limit is how many to ask for.
func (p Paging) Limit() int { return int(p) + 1 }

// PageOf is what one page shows of what was asked for, and by what the next one goes on:
// the key of the last one here; nil where the list ends.
func PageOf[T, K any](p Paging, asked []T, key func(T) K) (page []T, next *K) {
	if len(asked) <= int(p) {
		return asked, nil
	}
	page = asked[:p]
	last := key(page[len(page)-1])
	return page, &last
}
