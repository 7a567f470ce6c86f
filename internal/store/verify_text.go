package store

import (
	"encoding/hex"
	"fmt"
)

// flawLabels say what each flaw means.
var flawLabels = map[Flaw]string{
	FlawOrder:   "変更のつながりが切れています（変更が消されたか、間に入れられました）",
	FlawChange:  "変更の記録（だれが、いつ、なぜ）が書き換えられています",
	FlawContent: "変更が書いた内容が、書き換えられています",
	FlawMoment:  "版の日時が、変更の日時と合いません",
	FlawVersion: "版に抜けか重なりがあるか、手続が取消しによらずになくなっています",
	FlawVolume:  "判定に使う件数が、年度ごとの件数と合いません",
	FlawKeys:    "検索用の値が、手続の名称と合いません",
	FlawFile:    "保管しているファイルが、受け付けたものと違います",

	FlawSchema:  "データベースの構成が、このプログラムの作るものと違います",
	FlawHeld:    "控えたハッシュが、つながりの中にありません（そのあとで記録が書き換えられたか、別の登録簿の控えです）",
	FlawSeal:    "記録の封印のつながりが切れています（封印が消されたか、書き換えられました）",
	FlawBetween: "プログラムによらない書き換えがありました（封印と封印のあいだ）",
	FlawAltered: "行が、最後の封印のあとで書き換えられています",
	FlawRemoved: "行が消されています",
	FlawAdded:   "封印のない行が加えられています",
	FlawRows:    "登録を待つ行が、ファイルから読み取ったものと違います",

	FlawSnapshot: "公表値の記録が書き換えられたか、消されたか、加えられています",
	FlawStood:    "公表値のもとになった変更が、記録と違います",
	FlawFigures:  "公表値が、その時点の数値を計算し直した結果と違います",
}

// Label says what the flaw means.
func (f Flaw) Label() string { return flawLabels[f] }

// verifyPartLabels are the parts of verifying as a person reads them.
var verifyPartLabels = map[VerifyPart]string{
	VerifyChanges: "変更", VerifyVersions: "版", VerifyFiles: "ファイル", VerifySnapshots: "公表値",
	VerifySeals: "封印", VerifyTables: "表", VerifySchema: "データベースの構成",
}

// Label is the part's Japanese name.
func (p VerifyPart) Label() string { return verifyPartLabels[p] }

// shownDifferences is how many figures of a snapshot are told to people.
const shownDifferences = 5

func orNone(value string) string {
	if value == "" {
		return "なし"
	}
	return value
}

// Text says what is wrong, and where.
func (p Problem) Text() string {
	s := p.Flaw.Label()
	if p.ProcessID != 0 {
		s += fmt.Sprintf("　手続 %s", p.ProcessID)
	}
	if p.ChangeID != 0 {
		s += fmt.Sprintf("　変更 %d", p.ChangeID)
	}
	if p.UploadID != 0 {
		s += fmt.Sprintf("　受付番号 %d", p.UploadID)
	}
	if p.SnapshotID != 0 {
		s += fmt.Sprintf("　公表値 %d", p.SnapshotID)
	}
	if p.Table != "" {
		s += fmt.Sprintf("　表 %s の行 %s", p.Table, p.Key)
	}
	if p.Part.What != "" {
		s += fmt.Sprintf("　%s\n    作るもの %s\n    今のもの %s", p.Part.What, orNone(p.Part.Want), orNone(p.Part.Got))
	}
	if p.Held != nil {
		s += "　" + hex.EncodeToString(p.Held)
	}
	if p.SealID != 0 {
		s += fmt.Sprintf("　封印 %d", p.SealID)
	}
	for i, d := range p.Differences {
		if i == shownDifferences {
			s += fmt.Sprintf("\n    ほか %d か所", len(p.Differences)-i)
			break
		}
		s += fmt.Sprintf("\n    %s　記録 %s　計算し直した値 %s", d.Path, orNone(d.Recorded), orNone(d.Computed))
	}
	return s
}
