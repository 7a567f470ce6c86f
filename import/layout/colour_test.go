package layout

import "testing"

func TestColourLegends(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"※黄色の行は実施済、灰色の行は廃止": true, "黄＝実施済": true, "凡例：黄色：実施済": true, "網掛けは廃止した手続": true, "実施済は黄色で表示": true, "赤字は今年度の変更箇所": true,
		"太字は重点手続": true, "色付きのセルは未確定": true, "ピンク：検討中": true, "廃止した手続は灰色": true, "グレーの行…対象外": true, "黄色セル＝要確認": true,
		"黄色のセルに入力してください。": false, "網掛け部分は記入不要": false, "灰色のセルは自動計算です。": false, "赤字補填の届出": false, "緑地の届出は別紙": false, "青少年の手続は別表": false,
		"": false, "白書の作成": false,
		"黒部の件数は別に示す": false,
	} {
		if got := len(ColourLegends([]Place{{Text: text}})) > 0; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
