package registry

import "strings"

// RequireReason is nil if there is a reason, else an Invalid error of the field "reason".
// Without one, a change by hand cannot be understood later.
func RequireReason(op, reason string) error {
	if strings.TrimSpace(reason) != "" {
		return nil
	}
	return &Error{Code: Invalid, Op: op, Field: "reason", Message: "変更の理由を入力してください。履歴に残り、局の人も読みます。例：様式の記入の誤りを直すため"}
}
