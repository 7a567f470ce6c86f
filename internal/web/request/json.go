package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// ReadReason reads a body that has only a reason.
func ReadReason(c echo.Context) (string, error) {
	var why struct {
		Reason string `json:"reason"`
	}
	err := ReadJSON(c, &why)
	return why.Reason, err
}

// ReadJSON reads a request's body into a struct, which must have every name of the body. A
// missing body counts as an empty object.
func ReadJSON(c echo.Context, to any) error {
	var body bytes.Buffer
	if _, err := body.ReadFrom(c.Request().Body); err != nil {
		return err // too large, or cut off
	}
	return DecodeJSON(body.Bytes(), to)
}

// DecodeJSON is ReadJSON of a part of a body.
func DecodeJSON(body []byte, to any) error {
	if len(body) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(to)
	if err == nil && decoder.More() {
		err = errSecondValue
	}
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e
	}
	return &registry.Error{Code: registry.Invalid, Op: "request.readJSON", Err: err, Field: wrongName(err), Message: wrongJSON(err)}
}

var errSecondValue = errors.New("more than one value")

// unknownName is the beginning of the decoder's error for an unknown name, which has no type
// of its own.
const unknownName = "json: unknown field "

// wrongName is the path of the name in a body that an error is about; empty if there is none.
func wrongName(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return e.Field
	}
	if name, ok := strings.CutPrefix(err.Error(), unknownName); ok {
		return strings.Trim(name, `"`)
	}
	return ""
}

// wrongJSON describes an error in a body, and its place, for the author of a program.
func wrongJSON(err error) string {
	const as = "API の説明にある形で送ってください。"
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		where := "送られた JSON の全体"
		if e.Field != "" {
			where = "「" + e.Field + "」"
		}
		return fmt.Sprintf("%sは、%sで書いてください。%s", where, jsonKind(e.Type), as)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("送られた JSON は、%d バイト目が正しくありません。例：{\"reason\": \"理由\"}", e.Offset)
	}
	name := wrongName(err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "送られた JSON は、途中で終わっています。例：{\"reason\": \"理由\"}"
	case errors.Is(err, errSecondValue):
		return "送られた JSON に、値が2つ以上あります。1つだけ送ってください。"
	case name != "":
		return fmt.Sprintf("「%s」という項目は、ここにはありません。%s", name, as)
	}
	return "送られた JSON を読み取れませんでした。" + as
}

// jsonKind names the JSON value for a Go type.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true か false"
	case reflect.String:
		return "文字列（例 \"理由\"）"
	case reflect.Slice, reflect.Array:
		return "配列（例 []）"
	case reflect.Struct, reflect.Map:
		return "オブジェクト（例 {}）"
	}
	return "整数（例 12）" // all numbers that a body may have
}
