package page

import (
	"tetsuzuki/internal/registry"
)

// basis describes the base of an upload for people: the state of the registry that the file was
// made from.
func basis(u registry.Upload) string {
	at := registry.MomentText(u.BaseShown)
	switch u.BaseFrom {
	case registry.BaseStamp:
		return at + "に書き出した登録内容"
	case registry.BaseExport:
		return "局が最後に一覧を書き出したとき（" + at + "）の登録内容"
	case registry.BaseSame:
		return "同じ内容のファイルを登録したとき（" + at + "）の登録内容"
	case registry.BaseReplaced:
		return "差し替える前のファイルを受け付けたとき（" + at + "）の登録内容"
	}
	return "このファイルを受け付けたとき（" + at + "）の登録内容"
}
