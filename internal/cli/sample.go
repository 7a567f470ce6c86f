package cli

import (
	"fmt"
	"io"

	"tetsuzuki/internal/sample"
)

// writeSampleAccounts tells how to sign in to try the service.
func writeSampleAccounts(w io.Writer) {
	fmt.Fprintf(w, "サンプル（架空のデータ）が入っています。次のアカウントで試せます。パスワードはどれも %s です。\n", sample.Password)
	for _, a := range sample.Accounts {
		fmt.Fprintf(w, "  %-16s %s\n", a.Login, a.Name)
	}
}
