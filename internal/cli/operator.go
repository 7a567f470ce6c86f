package cli

import "tetsuzuki/internal/registry"

// operator is whoever runs verbs on this machine.
func operator() registry.Scope { return registry.Operator("運用者（コマンド）") }
