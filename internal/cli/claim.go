package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"tetsuzuki/internal/registry"
)

// claim makes this process the only service over a data folder, and writes its URL down for a
// process that tries it later. The kernel ends the claim with the process, however that ends.
func claim(data, url string) (release func(), err error) {
	const op = "cli.claim"
	f, err := os.OpenFile(filepath.Join(data, "serve.lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(registry.Failed(op, err), f.Close())
		}
		other, _ := os.ReadFile(f.Name()) // only to say more
		f.Close()
		return nil, registry.Errorf(registry.Conflict, op,
			"データフォルダー %s では、すでにサービスが動いています（%s）。それを止めるか、--data で別のフォルダーを指定してください。",
			data, strings.TrimSpace(string(other)))
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = fmt.Fprintln(f, url)
	}
	if err != nil {
		return nil, errors.Join(registry.Failed(op, err), f.Close())
	}
	return func() { f.Close() }, nil
}
