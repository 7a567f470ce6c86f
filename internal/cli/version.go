package cli

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"
	"strings"
)

var versionVerb = verb{
	name:    "version",
	summary: "プログラムの版を表示します。",
	set: func(*flag.FlagSet) action {
		return func(_ context.Context, p *program, _ []string) int {
			fmt.Fprintln(p.out, "tetsuzuki", version())
			return exitOK
		}
	},
}

// build is the version where that tells programs apart; empty where the work tree held more.
func build() string {
	if v := version(); !strings.Contains(v, "+") && !strings.HasPrefix(v, "(") {
		return v
	}
	return ""
}

// version is the commit that the program was built from, with its date, and
// "+" where the work tree held more than the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v, modified := info.Main.Version, ""
	var revision, date string
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case "vcs.time":
			date = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				modified = "+"
			}
		}
	}
	if revision == "" {
		return v + " " + info.GoVersion
	}
	return fmt.Sprintf("%s%s %s %s", revision, modified, date, info.GoVersion)
}
