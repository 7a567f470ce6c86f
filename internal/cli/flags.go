package cli

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"tetsuzuki/internal/registry"
)

// parseArgs reads flags and arguments in any order, and everything after "--"
// as arguments. The standard library stops at the first argument and speaks
// English; only its declarations are used. help says that --help was among them.
func parseArgs(fs *flag.FlagSet, args []string) (positional []string, help bool, err error) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return append(positional, args[i+1:]...), false, nil
		}
		if len(arg) < 2 || arg[0] != '-' {
			positional = append(positional, arg)
			continue
		}
		if wantsHelp(arg) {
			return nil, true, nil
		}
		name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		f := fs.Lookup(name)
		if f == nil {
			return nil, false, fmt.Errorf("オプション「--%s」はありません。", name)
		}
		if !hasValue {
			if isSwitch(f) {
				value = "true"
			} else if i++; i < len(args) {
				value = args[i]
			} else {
				return nil, false, fmt.Errorf("オプション「--%s」に値がありません。", name)
			}
		}
		if err := f.Value.Set(value); err != nil {
			return nil, false, fmt.Errorf("オプション「--%s」の値「%s」が正しくありません。", name, value)
		}
	}
	return positional, false, nil
}

// isSwitch reports whether a flag stands alone, without a value.
func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

func wantsHelp(arg string) bool {
	return arg == "help" || arg == "--help" || arg == "-help" || arg == "-h"
}

// oneOf declares a flag that takes one of some codes.
func oneOf[C ~string](fs *flag.FlagSet, name, usage string, to *C, codes ...C) {
	fs.Func(name, usage, func(v string) error {
		*to = C(v)
		if !slices.Contains(codes, C(v)) {
			return errors.New(registry.Choices(codes))
		}
		return nil
	})
}
