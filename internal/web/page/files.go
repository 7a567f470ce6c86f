//go:build !dev

package page

import "embed"

// Live says whether templates and static files are read anew for each request. Those
// of the program are inside it and stay as they are; make dev builds it with others.
const Live = false

// files holds the templates and the static files.
//
//go:embed templates static
var files embed.FS
