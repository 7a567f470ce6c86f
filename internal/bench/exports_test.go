package bench

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// BenchmarkExportsAtOnce has eight files of all processes asked for in the same moment, of the
// program itself, whose peak the kernel knows; and one of them asked for again.
func BenchmarkExportsAtOnce(b *testing.B) {
	url := pgtest.New(b)
	s, _ := catalogueAt(b, url, 1)
	const password = "作り物の十分に長いパスワード"
	hash, err := auth.HashPassword(b.Context(), password)
	must(b, err)
	_, err = s.AddAccount(b.Context(), operator, registry.Account{Login: "honbu", Name: "計測", Role: registry.Headquarters}, hash)
	must(b, err)
	binary := program(b)
	files := []string{"/exports/progress.xlsx"}
	for _, sort := range []string{"process_id", "procedure_name", "volume", "status"} {
		files = append(files, "/processes.xlsx?sort="+sort)
	}
	files = append(files, "/processes.csv", "/processes.csv?encoding=cp932", "/processes/form.xlsx")
	for b.Loop() {
		serve := serving(b, binary, url)
		serve.signIn(b, "honbu", password)
		var all sync.WaitGroup
		took := timed(func() {
			for _, file := range files {
				all.Go(func() {
					if status, err := serve.look(file); err != nil || status != http.StatusOK {
						b.Errorf("%s: %d %v", file, status, err)
					}
				})
			}
			all.Wait()
		})
		record(b, line{fmt.Sprintf("%d 件の出力を同時に求める間の最大メモリー", len(files)), 300, highWater(serve.cmd.Process.Pid), "MB",
			fmt.Sprintf("（%.1f 秒）", took.Seconds())})
		again := timed(func() { serve.get(b, files[0]) })
		record(b, line{"同じ出力をもう一度 ÷ 8 件の出力", 0.05, again.Seconds() / took.Seconds(), "倍", ""})
		serve.stop(b)
	}
}
