package page

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

// noCondition says that an address has a parameter that its page does not know.
const noCondition = "「%s」という条件はありません。画面の条件から選び直してください。"

// inWords says for people what is wrong with a parameter of a page's address: by the label that
// its field has on the page, without the names and codes that programs use.
func inWords[T any](t parameter.Table[T], values url.Values, labels map[string]string, err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || e.Code != registry.Invalid || e.Field == "" {
		return err
	}
	said := *e
	label, known := labels[e.Field]
	at := slices.IndexFunc(t, func(p parameter.Parameter[T]) bool { return p.Name == e.Field })
	switch given := values.Get(e.Field); {
	case at < 0 || !known:
		said.Message = fmt.Sprintf(noCondition, e.Field)
	case t[at].Format == "date" || t[at].Allows == "日付で":
		_, day := registry.ParseDay(e.Op, e.Field, label, given)
		if day == nil {
			return err // it is a day, and something else is wrong with it
		}
		said.Message = registry.MessageOf(day)
	case t[at].Enum != nil:
		said.Message = label + "を一覧から選んでください。"
	case t[at].Type == parameter.Number:
		said.Message = fmt.Sprintf("%s「%s」は使えません。%s入力してください。例：%s", label, given, t[at].Allows, t[at].Example)
		if _, number := strconv.ParseInt(given, 10, 64); number == nil && e.Field == "volume_max" {
			said.Message = "年間件数の上限には、下限以上の数を入力してください。例：下限 100、上限 999"
		}
	default:
		said.Message = fmt.Sprintf("%s「%s」は使えません。画面の一覧から選び直してください。", label, given)
	}
	return &said
}
