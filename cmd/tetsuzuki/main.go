// Command tetsuzuki is the registry of administrative procedures: service,
// reader of bureau workbooks and command-line verbs in one binary.
package main

import (
	"os"

	"tetsuzuki/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
