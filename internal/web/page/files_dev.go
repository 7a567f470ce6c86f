//go:build dev

package page

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Live says that templates and static files are read anew for each request: a changed
// one shows as soon as the browser asks again.
const Live = true

// Folder is where the templates and the static files are: beside this source file.
var Folder = func() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}()

// files holds the templates and the static files.
var files fs.FS = folder{}

// folder is whatever Folder names at the moment.
type folder struct{}

func (folder) Open(name string) (fs.File, error) { return os.DirFS(Folder).Open(name) }
