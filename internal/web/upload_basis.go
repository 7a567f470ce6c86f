package web

import (
	"time"

	"tetsuzuki/internal/registry"
)

// basis says what a file counts as made from, for people: what others changed since
// is kept or asked about.
func basis(u registry.Uploaded) string {
	at := datetime(u.BaseShown)
	switch u.BaseFrom {
	case registry.BaseStamp:
		return at + "の登録内容を書き出したもの"
	case registry.BaseExport:
		return "局が最後に一覧を書き出した" + at + "の登録内容（ファイルに書き出しの印がないため）"
	case registry.BaseSame:
		return "同じ内容のファイルを登録した" + at + "の登録内容"
	case registry.BaseReplaced:
		return "差し替える前のファイルを受け付けた" + at + "の登録内容"
	}
	return "受け付けた" + at + "の登録内容（いつの内容から作られたか分からないため）"
}

// baseJSON is what a file counts as made from.
type baseJSON struct {
	From registry.UploadBase `json:"from"` // empty: nothing is known, and reception counts
	At   time.Time           `json:"at"`
}
