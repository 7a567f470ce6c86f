package layout

import "testing"

// A glance at a text never takes away a label that it folds to, and spares the
// folding of most.
func TestAGlanceKnowsNoLessThanFolding(t *testing.T) {
	t.Parallel()
	labels := []string{"手続名", "局", "件数", "1", "a", "ア", "イ", "所管局", ""}
	spared := 0
	for _, text := range []string{
		"手続名", "手 続 名", "手続の名", "（手続名）", "　手続名", "の手続名", "【局】", "局", "件数", "（件数）", "件\u3099数", "所管の局", "１", "(1)", "①", "a", "Ａ", "ア", "ｱ", "イ",
		"㋐", "㍻", "環境局", "道路の占用の許可", "一", "鿋", "豈", "", "\xff", "\u200b局", "⼀", "々局",
	} {
		for _, label := range labels {
			if fold(text) == label && !mayFold(text, label) {
				t.Errorf("%q folds to %q", text, label)
			}
		}
		if !mayFold(text, "1") {
			spared++
		}
	}
	if spared < 10 {
		t.Errorf("only %d texts are spared", spared)
	}
	for r := '一'; r <= '鿋'; r++ {
		if text := string(r) + "あ"; fold(text) != text {
			t.Fatalf("%q folds to %q", text, fold(text))
		}
	}
}

// What is left out because it cannot be alike is not alike, and the rest is as alike as ever.
func TestOnlyWhatCannotBeAlikeIsLeftOut(t *testing.T) {
	t.Parallel()
	labels := newVocabulary().labels
	left, alike := 0, 0
	for i := 0; i < len(labels); i += 5 {
		for _, b := range labels {
			a := labels[i]
			whole, bounded := similarity(a.shape, b.shape, 0), similarity(a.shape, b.shape, similarFrom)
			switch {
			case bounded != 0 && bounded != whole, bounded == 0 && whole >= similarFrom:
				t.Fatalf("%s and %s: %v, without a bound %v", a.text, b.text, bounded, whole)
			case bounded == 0:
				left++
			case bounded >= similarFrom:
				alike++
			}
		}
	}
	if left == 0 || alike == 0 {
		t.Errorf("%d were left out, %d are alike", left, alike)
	}
}
