package cli

import (
	"context"
	"flag"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// withdrawVerb is the verb name, which withdraws one of the things that the verb list shows by
// their numbers; what names such a thing in Japanese. write tells what is left.
func withdrawVerb[N int | int64](
	name, list, what, summary string,
	withdraw func(*store.Store, context.Context, registry.Scope, N, string) error,
	write func(ctx context.Context, p *program, o *opened, asJSON bool) error,
) verb {
	return verb{
		name: name,
		args: "番号", min: 1, max: 1,
		summary:  summary,
		settings: []string{"data"},
		set: func(fs *flag.FlagSet) action {
			reason, asJSON := fs.String("reason", "", "`理由`（必須）"), fs.Bool("json", false, "JSON で出力する")
			return func(ctx context.Context, p *program, args []string) int {
				number, err := numberOf[N](what, list, args[0])
				if err != nil {
					return p.misuse(err)
				}
				return p.use(ctx, func(o *opened) error {
					if err := withdraw(o.store, ctx, operator(), number, *reason); err != nil {
						return err
					}
					return write(ctx, p, o, *asJSON)
				})
			}
		},
	}
}
