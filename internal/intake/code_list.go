package intake

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/value"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Form is the inventory form with the registry's own code lists, as they are in force today.
func (in *Intake) Form(ctx context.Context) (*form.Form, error) {
	asked := store.Question{Name: "form", Set: true}
	return store.Remember(ctx, in.store, registry.Scope{}, asked, func(ctx context.Context) (*form.Form, error) {
		all, err := in.store.CodeAmendmentsNow(ctx)
		return formWith(all), err
	})
}

// formWith is the form with amendments. One whose choice is not there yet, or not any more, waits.
func formWith(all []registry.CodeAmendment) *form.Form {
	as := make([]form.Amendment, len(all))
	for i, a := range all {
		as[i] = form.Amendment(a.Amendment)
	}
	f, _ := form.Current().Amended(as)
	return f
}

// AmendCodes amends a code list, see [form.Amendment]: from its day on readers understand it, and
// forms and fields offer it.
func (in *Intake) AmendCodes(ctx context.Context, scope registry.Scope, a registry.CodeAmendment) (int64, error) {
	const op = "intake.AmendCodes"
	a.Code, a.Writing, a.Reason = value.Clean(a.Code), value.Clean(a.Writing), strings.TrimSpace(a.Reason)
	l := form.Current().CodeList(a.List)
	switch {
	case l == nil:
		return 0, invalid(op, "list", "コードの一覧「%s」はありません。画面「コードの一覧」にある名前で指定してください。例：obstacle", a.List)
	case registry.AmendmentKind(a.Kind).Label() == "":
		return 0, invalid(op, "kind", "改め方は、次のどれかで指定してください。%s", registry.Choices(registry.AmendmentKinds))
	case a.From.IsZero():
		return 0, invalid(op, "effective_from", "いつからかを、日付で入力してください。例：2026-04-01")
	case registry.AmendmentKind(a.Kind).Takes() == "" && a.Writing != "":
		return 0, invalid(op, "writing", "「%s」ときは、書き方・名前・説明・並び順を空欄にしてください。", registry.AmendmentKind(a.Kind).Label())
	case a.Kind == form.AddChoice && !l.Open():
		return 0, invalid(op, "kind", "この一覧の選択肢は、率や対象の決まりに使われているため、加えられません。書き方を加えるか、選べなくすることはできます。")
	}
	field := "writing"
	if a.Kind == form.AddChoice {
		field = "code"
	}
	if err := checkAmendment(op, field, a.Amendment); err != nil {
		return 0, err
	}
	return in.store.AmendCodes(ctx, scope, a, func(current []registry.CodeAmendment) error {
		f := formWith(current)
		list := f.CodeList(a.List)
		code, there := list.Code(a.Code)
		if a.Kind != form.AddChoice && !there {
			return invalid(op, "code", "選択肢「%s」は、この一覧にありません。コードで指定してください。例：%s", a.Code, list.All()[0].Code)
		}
		if a.Kind == form.EndChoice && (code.Ended || len(list.In(0)) == 1) {
			return invalid(op, "code", "選択肢「%s」は、もう選べなくなっているか、残りの1つです。", code.Label)
		}
		if n := len(list.All()); a.Kind == form.ChangeOrder && placeOf(a.Writing) > n {
			return invalid(op, "writing", "この一覧の選択肢は %d 個です。1から%dまでの数字で入力してください。例：1", n, n)
		}
		var taken *form.TakenError
		if _, err := f.Amended([]form.Amendment{form.Amendment(a.Amendment)}); errors.As(err, &taken) {
			return invalid(op, field, "「%s」は、もう「%s」と読み取っています。ほかの書き方を入力してください。", taken.Text, taken.Label)
		} else if err != nil {
			return registry.Failed(op, err)
		}
		return nil
	})
}

// checkAmendment refuses what cannot be the text of an amendment.
func checkAmendment(op, field string, a registry.Amendment) error {
	switch a.Kind {
	case form.AddChoice, form.ChangeLabel:
		text := a.Writing
		if a.Kind == form.AddChoice {
			text = a.Code
		}
		if strings.ContainsAny(text, `,*?~"<>=|/`) {
			return invalid(op, field, "名前には、記号の , * ? ~ \" < > = | / を入れないでください。一覧や数式で、ほかの意味になります。例：本人の希望による")
		}
		return checkWriting(op, field, text)
	case form.AddWriting:
		return checkWriting(op, field, a.Writing)
	case form.ChangeNote:
		if n := utf8.RuneCountInString(a.Writing); n == 0 || n > 1000 {
			return invalid(op, field, "説明は、1文字から1,000文字までで入力してください。例：電子納付ができる場合を含みます。")
		}
	case form.ChangeOrder:
		if placeOf(a.Writing) < 1 {
			return invalid(op, field, "何番目に並べるかを、1から始まる数字で入力してください。例：1")
		}
	}
	return nil
}

// placeOf is a place among choices, from 1; 0: it is none.
func placeOf(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 999 || strconv.Itoa(n) != text {
		return 0
	}
	return n
}

// checkWriting refuses what could be taken for something else: a blank, a sign, a number.
func checkWriting(op, field, text string) error {
	f := form.Current()
	words := 0
	for _, r := range text {
		if r > 0x7f {
			words++
		}
	}
	switch {
	case text == "":
		return invalid(op, field, "言葉を入力してください。例：本人の希望による")
	case utf8.RuneCountInString(text) > 100:
		return invalid(op, field, "100文字までで入力してください。")
	case words == 0 || strings.ContainsAny(text, ";；\n"):
		return invalid(op, field, "日本語の言葉を、区切りの記号（;）や改行を入れずに入力してください。例：本人の希望による")
	case f.Is(form.Dash, text) || f.Is(form.Ditto, text) || f.Is(form.NotProvided, text) || f.Is(form.Total, text):
		return invalid(op, field, "「%s」は、ほかの意味で読み取る言葉です。ほかの書き方を入力してください。", text)
	}
	return nil
}
