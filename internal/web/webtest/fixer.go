package webtest

import (
	"tetsuzuki/internal/registry"
)

// Fixer is who mends the registry by the verbs.
var Fixer = registry.Operator("架空の運用担当")
