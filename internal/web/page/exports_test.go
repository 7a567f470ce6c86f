package page_test

import (
	"fmt"
	"sync"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// While one account's files wait in a long line, pages are served, and another account
// gets its file after one of them.
func TestPagesWaitForNoExport(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.ExportsAtOnce = 1 })
	r.Fill()
	planner, auditor := r.As(registry.Planner), r.As(registry.Auditor)
	release := r.Hold("lock table audit_event in share mode") // an export notes itself there first
	const many = request.MaxWaitingExports                    // more than the database has connections
	files := make(chan webtest.Answer, many+1)
	var asked sync.WaitGroup
	for n := range many {
		asked.Go(func() { files <- planner.Get(fmt.Sprintf("/processes.xlsx?q=%d", n)) })
	}
	for range 30 {
		auditor.Get("/processes").Want(t, 200)
	}
	asked.Go(func() { files <- auditor.Get("/processes.csv") })
	release()
	asked.Wait()
	close(files)
	for f := range files {
		f.Want(t, 200)
	}
}
