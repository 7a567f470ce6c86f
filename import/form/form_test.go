package form

import "testing"

func TestCurrentLoads(t *testing.T) {
	t.Parallel()
	if f := Current(); len(f.Fields()) == 0 {
		t.Fatal("the embedded form has no fields")
	}
}
