package intake

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/value"
	"tetsuzuki/internal/registry"
)

// Form is the inventory form with the registry's own code lists, as they are in force today.
func (in *Intake) Form(ctx context.Context) (*form.Form, error) {
	all, err := in.store.CodeAmendmentsNow(ctx)
	if err != nil {
		return nil, err
	}
	f, err := formWith(all)
	if err != nil {
		return nil, registry.Failed("intake.Form", err)
	}
	return f, nil
}

func formWith(all []registry.CodeAmendment) (*form.Form, error) {
	as := make([]form.Amendment, len(all))
	for i, a := range all {
		as[i] = form.Amendment(a.Amendment)
	}
	return form.Current().Amended(as)
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
	case a.Kind != form.AddWriting && a.Writing != "":
		return 0, invalid(op, "writing", "書き方は、「読み取る書き方を加える」ときだけ入力してください。")
	case a.Kind == form.AddChoice && !l.Open():
		return 0, invalid(op, "kind", "この一覧の選択肢は、率や対象の決まりに使われているため、加えられません。書き方を加えるか、選べなくすることはできます。")
	}
	text, field := a.Writing, "writing"
	if a.Kind == form.AddChoice {
		text, field = a.Code, "code"
	}
	if a.Kind != form.EndChoice {
		if err := checkWriting(op, field, text); err != nil {
			return 0, err
		}
	}
	return in.store.AmendCodes(ctx, scope, a, func(current []registry.CodeAmendment) error {
		f, err := formWith(current)
		if err != nil {
			return registry.Failed(op, err)
		}
		list := f.CodeList(a.List)
		code, there := list.Code(a.Code)
		if a.Kind != form.AddChoice && !there {
			return invalid(op, "code", "選択肢「%s」は、この一覧にありません。コードで指定してください。例：%s", a.Code, list.All()[0].Code)
		}
		if a.Kind == form.EndChoice && (code.Ended || len(list.In(0)) == 1) {
			return invalid(op, "code", "選択肢「%s」は、もう選べなくなっているか、残りの1つです。", code.Label)
		}
		var taken *form.TakenError
		if _, err := formWith(append(current, a)); errors.As(err, &taken) {
			return invalid(op, field, "「%s」は、もう「%s」と読み取っています。ほかの書き方を入力してください。", taken.Text, taken.Label)
		} else if err != nil {
			return registry.Failed(op, err)
		}
		return nil
	})
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
