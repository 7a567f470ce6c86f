package crashtest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// Program is what a process of its own does, until it returns or is killed. What it
// writes to out, line by line, the test reads.
type Program func(ctx context.Context, out io.Writer, args []string) error

// programVariable names the program that a test binary is to be.
const programVariable = "TETSUZUKI_TEST_PROGRAM"

// Main is what TestMain of a package with programs does: it runs the tests, or where
// this process was started by [Start] its program.
func Main(m *testing.M, programs map[string]Program) {
	name := os.Getenv(programVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := programs[name](context.Background(), os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Process is a program running by itself.
type Process struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	ended bool
}

// Start runs one of the package's programs, until the end of the test at most.
func Start(t testing.TB, name string, args ...string) *Process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{cmd: exec.CommandContext(context.WithoutCancel(t.Context()), self, args...)}
	p.cmd.Env = append(os.Environ(), programVariable+"="+name)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Kill(t) })
	return p
}

// Line waits for the program's next line.
func (p *Process) Line(t testing.TB) string {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatalf("the program says nothing more: %v", p.lines.Err())
	}
	return p.lines.Text()
}

// Kill ends the process as the loss of its machine would, and returns when it is gone.
func (p *Process) Kill(t testing.TB) {
	t.Helper()
	if p.ended {
		return
	}
	p.ended = true
	if err := p.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = p.cmd.Wait() // it says that the process was killed
}
