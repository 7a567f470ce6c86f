// Package cli holds the verbs, the configuration and the wiring of the program.
package cli

import (
	"fmt"
	"io"
)

// Main runs one verb and returns the exit status of the process.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	fmt.Fprintln(stderr, "使い方: tetsuzuki 動詞 …")
	return 2
}
