package registry

import "strings"

// RequireReason is nil where somebody says why, else an Invalid error of the field
// "reason". What is changed by hand cannot be understood later without it.
func RequireReason(op, reason string) error {
	if strings.TrimSpace(reason) != "" {
		return nil
	}
	return &Error{Code: Invalid, Op: op, Field: "reason", Message: "変更の理由を入力してください。履歴に残り、局の人も読みます。例：様式の記入の誤りを直すため"}
}
