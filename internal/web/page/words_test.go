package page_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
	"tetsuzuki/internal/wording"
)

// Each page, as it comes out, has one word for one thing.
func TestNoPageHasALeftWord(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	admin := r.As(registry.Administrator)
	for _, path := range webtest.EveryPage(r) {
		wording.Check(t, path, admin.Get(path).Page(t).Text())
	}
}
