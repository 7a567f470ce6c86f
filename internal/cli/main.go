// Package cli holds the verbs, the configuration and the wiring of the program.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"tetsuzuki/internal/postgres"
	"tetsuzuki/internal/registry"
)

// The exit statuses of every verb. For `check`, exitWrong means that the file has errors, and
// exitUnreadable that it could not be read at all.
const (
	exitOK    = 0
	exitWrong = 1 // it was understood and could not be done
	exitUsage = 2 // the command line or the configuration is wrong
)

// program is one run of the program: what the verbs get of the outside.
type program struct {
	in       io.Reader
	out, err io.Writer
	environ  []string          // "NAME=value"
	flags    map[string]string // settings given as flags, by environment name
	terminal bool              // err is one: a line can be written over
}

// isTerminal reports whether what is written is read by a person as it comes.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	about, err := f.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}

// Main runs one verb and returns the exit status of the process. A first
// SIGINT or SIGTERM ends the verb's context, a second one the process.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	p := &program{in: stdin, out: stdout, err: stderr, environ: os.Environ(), terminal: isTerminal(stderr)}
	return p.run(ctx, args)
}

// run finds the verb, reads its flags and hands over to it.
func (p *program) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		writeOverview(p.err)
		return exitUsage
	}
	if wantsHelp(args[0]) {
		return p.help(args[1:])
	}
	v, rest, ok := findVerb(args)
	if !ok {
		if subs := verbsUnder(args[0]); len(subs) > 0 {
			if len(args) > 1 && wantsHelp(args[1]) {
				writeList(p.out, subs)
				return exitOK
			}
			writeList(p.err, subs)
			return exitUsage
		}
		fmt.Fprintf(p.err, "動詞「%s」はありません。「tetsuzuki help」で一覧を見られます。\n", args[0])
		return exitUsage
	}
	fs := flag.NewFlagSet(v.name, flag.ContinueOnError)
	do := v.withFile(fs)
	given := addSettings(fs, v.settings)
	positional, help, err := parseArgs(fs, rest)
	if help {
		writeHelp(p.out, v)
		return exitOK
	}
	if err == nil {
		err = v.checkCount(positional)
	}
	if err != nil {
		fmt.Fprintf(p.err, "%s\n使い方: %s\n詳しくは「tetsuzuki help %s」を見てください。\n", err, v.usage(), v.name)
		return exitUsage
	}
	p.flags = given()
	return do(ctx, p, positional)
}

// fail tells the user of err and returns the exit status for it.
func (p *program) fail(err error) int {
	if e, ok := errors.AsType[*configError](err); ok {
		fmt.Fprintf(p.err, "設定に誤りがあります。\n・%s\n", strings.Join(e.messages, "\n・"))
		return exitUsage
	}
	fmt.Fprintln(p.err, messageOf(err))
	switch registry.CodeOf(err) {
	case registry.Internal, registry.Unavailable, registry.NoSpace: // for whoever runs the machine
		if cause := causeOf(err); cause != nil && !errors.Is(err, context.Canceled) {
			fmt.Fprintf(p.err, "原因: %v\n", cause)
		}
	}
	return exitWrong
}

// causeOf is the technical cause of an error; nil where it has none.
func causeOf(err error) error {
	if e, ok := errors.AsType[*postgres.Error](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Err
	}
	return err
}

// misuse tells the user of an error on the command line.
func (p *program) misuse(err error) int {
	fmt.Fprintln(p.err, messageOf(err))
	return exitUsage
}

// messageOf is what to tell the user of an error.
func messageOf(err error) string {
	if errors.Is(err, context.Canceled) {
		return "中断しました。途中の変更は残っていません。"
	}
	if e, ok := errors.AsType[*postgres.Error](err); ok {
		return e.Message
	}
	return registry.MessageOf(err)
}
