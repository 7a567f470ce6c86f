// Package report makes what leaves the registry: the progress workbook, and lists
// as xlsx and csv. It streams: memory does not grow with the number of rows.
package report

import (
	"iter"

	"tetsuzuki/internal/registry"
)

// Row is one process with its volumes, ascending by fiscal year.
type Row struct {
	Process registry.Process
	Volumes []registry.Volume
}

// Rows are processes in the order of the list, ending at the first error.
type Rows = iter.Seq2[Row, error]
