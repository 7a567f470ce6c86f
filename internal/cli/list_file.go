package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tetsuzuki/internal/registry"
)

// readList reads the lines of a list in a file.
func readList[L any](
	ctx context.Context,
	path string,
	read func(ctx context.Context, name string, data io.ReaderAt, size int64) ([]L, error),
) ([]L, error) {
	const op = "cli.readList"
	f, err := os.Open(path)
	if err != nil {
		return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "file", Err: err,
			Message: fmt.Sprintf("ファイル「%s」を読めません。", path)}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	return read(ctx, filepath.Base(path), f, info.Size())
}

// writeFaults tells what is to be mended in a line of a list.
func (p *program) writeFaults(faults []registry.LineFault) {
	for _, fault := range faults {
		cell := ""
		if fault.Cell != "" {
			cell = string(fault.Cell) + "："
		}
		fmt.Fprintf(p.out, "    %s%s\n", cell, fault.Message)
	}
}
