package workbook

import "testing"

// A comment is what the sender wrote: without our own part, and without what programs
// put before a conversation.
func TestOfSender(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"千件単位": "千件単位",
		"[スレッド化されたコメント]\n\nお使いのバージョンの Excel でこのスレッド化されたコメントを読むことはできますが、編集は削除されます。\n\nコメント:\n    件数は千件": "件数は千件",
		"[Threaded comment]\n\nYour version of Excel allows you to read this.\n\nComment:\n    見本":     "見本",
		"【手続レジストリ】数字で入力してください。":                                                                        "",
		"旧法\n【手続レジストリ】数字で入力してください。":                                                                    "旧法",
		" ": "",
	} {
		if got := ofSender(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
