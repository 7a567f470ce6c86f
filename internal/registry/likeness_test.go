package registry_test

import (
	"testing"

	"tetsuzuki/internal/registry"
)

// All names are made up.
func TestLikeness(t *testing.T) {
	t.Parallel()
	waste := registry.Identity{ProcedureName: "架空廃棄物処理業の許可", ProcessType: "1", LegalBasis: "架空廃棄物法", LegalArticle: "第7条第1項"}
	for name, c := range map[string]struct {
		change   func(*registry.Identity)
		doubtful bool
	}{
		"the same":                   {func(*registry.Identity) {}, true},
		"another width":              {func(i *registry.Identity) { i.LegalArticle = "第７条第１項" }, true},
		"renamed a little":           {func(i *registry.Identity) { i.ProcedureName = "架空廃棄物処理業許可申請" }, true},
		"another article":            {func(i *registry.Identity) { i.LegalArticle = "第8条" }, true},
		"the law was renamed":        {func(i *registry.Identity) { i.LegalBasis = "架空資源循環法" }, true},
		"no law in the file":         {func(i *registry.Identity) { i.LegalBasis, i.LegalArticle = "", "" }, true},
		"another name, another law":  {func(i *registry.Identity) { i.ProcedureName, i.LegalBasis = "架空道路の占用", "架空道路法" }, false},
		"another name, the same law": {func(i *registry.Identity) { i.ProcedureName = "架空道路の占用" }, false},
		"another kind of step": {func(i *registry.Identity) {
			i.ProcessType, i.ProcedureName = "2-1", "架空廃棄物処理業許可証"
		}, false},
		"no name in common, no law":    {func(i *registry.Identity) { i.ProcedureName, i.LegalBasis = "道路占用", "" }, false},
		"the kind of step is not told": {func(i *registry.Identity) { i.ProcessType = "" }, true},
	} {
		other := waste
		c.change(&other)
		got, back := registry.Likeness(waste, other), registry.Likeness(other, waste)
		if got != back || got < 0 || got > 1 {
			t.Errorf("%s: %v one way, %v the other", name, got, back)
		}
		if got >= registry.Doubtful != c.doubtful {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := registry.Likeness(waste, waste); got != 1 {
		t.Errorf("itself: %v", got)
	}
}

func TestMostAlikeStaysInTheBureau(t *testing.T) {
	t.Parallel()
	of := func(bureau int, name string) registry.Identity {
		return registry.Identity{BureauID: bureau, ProcedureName: name}
	}
	rows := []registry.Identity{of(1, "架空騒音の届出書"), of(2, "架空騒音の届出書"), of(1, "道路占用")}
	processes := []registry.Identity{of(1, "架空振動の届出書"), of(1, "架空騒音の届出"), of(1, "架空騒音届出書"), of(3, "架空騒音の届出書")}
	got := registry.MostAlike(rows, processes, 2)
	if len(got[0]) != 2 || got[0][0].Index != 1 || got[0][1].Index != 2 || got[0][0].Likeness < got[0][1].Likeness {
		t.Errorf("the first row: %+v", got[0])
	}
	if len(got[1])+len(got[2]) != 0 {
		t.Errorf("the others: %+v", got[1:])
	}
}
