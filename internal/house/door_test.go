package house

import (
	"go/ast"
	"slices"
	"testing"
)

// uploadSteps are the store's calls that show or change uploads. Rooms above go by the
// intake's, where an act can be given a rule or a record more.
var uploadSteps = []string{"AddUpload", "Upload", "Uploads", "UploadReport", "UploadFile", "UploadEvents", "AwaitRoom", "AwaitingRoom",
	"Stage", "MayRead", "Structure", "StructureMemories", "RegisteredTables", "SaveStructure", "ConfirmStructure",
	"Comparison", "DifferenceRows", "RegisteredCounts", "SameContent", "SameWaiting", "Decide", "DecisionCounts", "Match", "Resolve",
	"Consent", "SetClears",
	"Submit", "MayApprove", "Approve", "Return", "DiscardUpload", "Apply", "UndoPreview", "UndoRows", "Reverse", "WriteProgress"}

// The intake is the only door of an upload: neither pages nor the API nor a verb goes to
// the store past it.
func TestTheIntakeIsTheOnlyDoorOfAnUpload(t *testing.T) {
	t.Parallel()
	above := []string{"internal/web", "internal/cli", "internal/notify", "internal/job", "internal/report"}
	known := map[string]bool{}
	for _, f := range files(t) {
		if f.room == "internal/store" && !f.test {
			for _, d := range f.syntax.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
					known[fn.Name.Name] = true
				}
			}
		}
		if f.test || !slices.Contains(above, f.room) {
			continue
		}
		stores := storesOf(f)
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if ok && slices.Contains(uploadSteps, call.Sel.Name) && slices.Contains(stores, lastName(call.X)) {
				t.Errorf("%s calls the store's %s: go by internal/intake", f.path, call.Sel.Name)
			}
			return true
		})
	}
	for _, step := range uploadSteps {
		if !known[step] {
			t.Errorf("the store has no %s any more: mend the list", step)
		}
	}
}

// storesOf are the names by which a file calls the store: those of the house, and of the
// parameters that are one.
func storesOf(f file) []string {
	names := []string{"store", "Store"}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		field, ok := n.(*ast.Field)
		if !ok {
			return true
		}
		if p, ok := field.Type.(*ast.StarExpr); ok && lastName(p.X) == "Store" {
			for _, name := range field.Names {
				names = append(names, name.Name)
			}
		}
		return true
	})
	return names
}

// lastName is the name by which an expression is called, as store in s.store.
func lastName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}
