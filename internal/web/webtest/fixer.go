package webtest

import (
	"tetsuzuki/internal/registry"
)

var Fixer = registry.Operator("架空の運用担当")
