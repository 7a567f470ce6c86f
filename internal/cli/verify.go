package cli

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var verifyVerb = verb{
	name:     "verify",
	summary:  "履歴、承認、設定、アカウント、監査の記録、データベースの構成が書き換えられていないかを確かめます。",
	settings: []string{"data"},
	detail: `変更と封印のつながり（ハッシュ）を計算し直し、版の抜けや重なりも調べます。提出と承認、設定、
アカウント、監査の記録などの行は、最後の封印と見比べます。公表値は、その時点の数値を計算し直します。
データベースの構成（制約、ポリシー、権限、トリガーなど）は、このプログラムが作るものと見比べます。
別の場所に控えたハッシュがあれば --against で指定してください。そのあとで終わりのほうが書き換えられて
いないことは、控えたハッシュだけが示せます。ファイルには、ハッシュをいくつでも、ほかの文とともに書けます。
終了コードは、0 が問題なし、1 が問題あり（または確かめられなかった）、2 が使い方の誤りです。
例: tetsuzuki verify --against 封印の控え.txt`,
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		against := fs.String("against", "", "別の場所に控えた`ハッシュまたはファイル`（- は標準入力）")
		return func(ctx context.Context, p *program, _ []string) int {
			held, err := p.heldHashes(*against)
			if err != nil {
				return p.fail(err)
			}
			return p.use(ctx, func(o *opened) error {
				told, over := p.verifying()
				v, err := o.store.Verify(ctx, operator(), held, told)
				over()
				if err != nil {
					return err
				}
				if *asJSON {
					if err := writeJSON(p.out, newVerificationJSON(v)); err != nil {
						return err
					}
				} else {
					for _, problem := range v.Problems {
						fmt.Fprintln(p.out, problem.Text())
					}
				}
				if n := len(v.Problems); n > 0 {
					return registry.Errorf(registry.Conflict, "cli.verify", "問題が %d 件見つかりました。バックアップと見比べてください。", n)
				}
				if *asJSON {
					return nil
				}
				if len(v.OtherRules) > 0 {
					fmt.Fprintf(p.out, "公表値 %d 件は、集計の規則がこのプログラムと違うため、数値を計算し直していません（番号 %s）。\n", len(v.OtherRules), joined(v.OtherRules))
				}
				if v.Changes == 0 {
					fmt.Fprintln(p.out, "変更はまだありません。")
				} else {
					fmt.Fprintf(p.out, "変更 %s 件に問題はありません%s。\n", registry.Thousands(int64(v.Changes)), published(v.Snapshots-len(v.OtherRules)))
				}
				fmt.Fprintf(p.out, "封印 %s 件と行、データベースの構成にも問題はありません%s。\n", registry.Thousands(int64(v.Seals)), begun(v.Migrated))
				if v.Held > 0 {
					fmt.Fprintf(p.out, "控えたハッシュ %d 件は、どれもつながりの中にあります。\n", v.Held)
				}
				fmt.Fprintf(p.out, "最後のハッシュは %s です（封印 %d、%s）。別の場所に控えてください。\n", hex.EncodeToString(v.End.Hash), v.End.ID, dateTime(v.End.At))
				return nil
			})
		}
	},
}

// verifying shows at a terminal how far the verification is, in one line that it clears at the
// end. Elsewhere it writes nothing.
func (p *program) verifying() (told func(store.VerifyStep), over func()) {
	if !p.terminal {
		return nil, func() {}
	}
	return func(s store.VerifyStep) {
		fmt.Fprintf(p.err, "\r\x1b[K確かめています：%s　%s ÷ %s", s.Part.Label(), registry.Thousands(int64(s.Done)),
			registry.Thousands(int64(s.Total)))
	}, func() { fmt.Fprint(p.err, "\r\x1b[K") }
}

// begun says how many of the seals stand for rows that were there when an update of the schema
// first sealed their table.
func begun(migrated int) string {
	if migrated == 0 {
		return ""
	}
	return fmt.Sprintf("（うち %s 件は、構成を更新したときにあった行への封印です）", registry.Thousands(int64(migrated)))
}

var hashForm = regexp.MustCompile(`(?i)\b[0-9a-f]{64}\b`)

// heldHashes are those in an argument: one itself, or all that stand in a file.
func (p *program) heldHashes(from string) (held [][]byte, err error) {
	if from == "" {
		return nil, nil
	}
	text := []byte(from)
	if hashForm.FindString(from) != from {
		if text, err = p.readFile(from); err != nil {
			return nil, err
		}
	}
	for _, found := range hashForm.FindAll(text, -1) {
		hash, err := hex.DecodeString(string(found))
		if err != nil {
			return nil, registry.Failed("cli.heldHashes", err)
		}
		held = append(held, hash)
	}
	if len(held) == 0 {
		return nil, registry.Errorf(registry.Invalid, "cli.heldHashes", "--against の「%s」に、ハッシュ（0～9 と a～f の 64 文字）がありません。", from)
	}
	return held, nil
}

// readFile reads a whole file, or the standard input for "-".
func (p *program) readFile(path string) ([]byte, error) {
	in := p.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, registry.Errorf(registry.NotFound, "cli.readFile", "ファイル「%s」を開けません。", path)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, registry.Failed("cli.readFile", err)
	}
	return text, nil
}

// verificationJSON is the outcome for programs.
type verificationJSON struct {
	Changes       int           `json:"changes"`
	Snapshots     int           `json:"snapshots"`
	NotRecomputed []int64       `json:"snapshots_not_recomputed"` // they follow definitions that this program does not know
	Head          string        `json:"head"`                     // the hash of the last change; empty: there is none
	Seals         int           `json:"seals"`
	Seal          string        `json:"seal"` // the hash of the last seal
	Held          int           `json:"held"` // hashes of --against that are in a chain
	Problems      []problemJSON `json:"problems"`
}

// problemJSON is one problem; numbers that do not apply are left out.
type problemJSON struct {
	Flaw      store.Flaw `json:"flaw"`
	Message   string     `json:"message"`
	ChangeID  int64      `json:"change_id,omitempty"`
	ProcessID string     `json:"process_id,omitempty"`
	UploadID  int64      `json:"upload_id,omitempty"`

	Part string `json:"part,omitempty"` // of the schema, with what it should be like and is
	Want string `json:"want,omitempty"`
	Got  string `json:"got,omitempty"`
	Held string `json:"held,omitempty"` // the hash that is in no chain

	SealID int64  `json:"seal_id,omitempty"`
	Table  string `json:"table,omitempty"` // of a sealed row
	Key    string `json:"key,omitempty"`   // its primary key, the columns apart by a space

	SnapshotID  int64                 `json:"snapshot_id,omitempty"`
	Differences []progress.Difference `json:"differences,omitempty"` // of figures
}

func newVerificationJSON(v store.Verification) verificationJSON {
	j := verificationJSON{
		Changes:       v.Changes,
		Snapshots:     v.Snapshots,
		NotRecomputed: append([]int64{}, v.OtherRules...),
		Head:          hex.EncodeToString(v.Head),
		Seals:         v.Seals,
		Seal:          hex.EncodeToString(v.End.Hash),
		Held:          v.Held,
		Problems:      make([]problemJSON, len(v.Problems)),
	}
	for i, p := range v.Problems {
		j.Problems[i] = problemJSON{Flaw: p.Flaw, Message: p.Flaw.Label(), ChangeID: p.ChangeID, UploadID: p.UploadID,
			Part: p.Part.What, Want: p.Part.Want, Got: p.Part.Got, Held: hex.EncodeToString(p.Held), SealID: p.SealID, Table: p.Table, Key: p.Key,
			SnapshotID: p.SnapshotID, Differences: p.Differences}
		if p.ProcessID != 0 {
			j.Problems[i].ProcessID = p.ProcessID.String()
		}
	}
	return j
}

// published lists the snapshots without a problem.
func published(snapshots int) string {
	if snapshots == 0 {
		return ""
	}
	return fmt.Sprintf("（公表値 %d 件も、計算し直した数値と一致しました）", snapshots)
}

func joined(numbers []int64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, "、")
}
