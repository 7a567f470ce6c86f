package cli

import "tetsuzuki/internal/registry"

// operator is whoever runs verbs on this machine.
func operator() registry.Scope { return registry.Operator("運用者（コマンド）") }

// inTheNameOf is the permission of an account, with the operator named as the one who acts.
func inTheNameOf(a registry.Account) registry.Scope {
	scope := registry.ScopeOf(a)
	scope.Actor = operator().Actor
	return scope
}
