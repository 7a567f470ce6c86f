// Package registry is the domain: processes and their volumes, bureaus, changes,
// priority, permission and errors. It imports nothing else of this program.
package registry

import (
	"errors"
	"fmt"
	"syscall"
)

// Code says what kind of error an [Error] is, for callers that act on it (an
// HTTP status, an exit status).
type Code string

// The codes.
const (
	Invalid         Code = "invalid"         // the input cannot be accepted as it is
	Unauthenticated Code = "unauthenticated" // nobody is signed in
	Forbidden       Code = "forbidden"       // this account may not
	NotFound        Code = "not_found"       // it is not there, or not for this account
	Conflict        Code = "conflict"        // somebody else changed it, or it is so already
	NoVersion       Code = "no_version"      // does not say which version it is about
	TooLarge        Code = "too_large"       // over a limit of size
	Unavailable     Code = "unavailable"     // not now: later it may do
	NoSpace         Code = "no_space"        // a disk is full
	Internal        Code = "internal"        // nobody's input is to blame; the log has the cause
)

// Error is an error for programs (Code, Field), users (Message) and the log (Op, Err). Message
// is Japanese and safe to show.
type Error struct {
	Code    Code
	Op      string // the operation that failed, as in "store.Processes"
	Field   string // the input field at fault, if any
	Message string // what happened and what to do, for the user
	Err     error
}

// Error is the text for the log.
func (e *Error) Error() string {
	s := e.Op + ": " + string(e.Code)
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of a code with a message that is safe to show.
func Errorf(code Code, op, format string, args ...any) *Error {
	return &Error{Code: code, Op: op, Message: fmt.Sprintf(format, args...)}
}

// Failed wraps a cause whose details are not for users. The message tells of a full disk or a
// database that does not answer; everything else is an internal error.
func Failed(op string, err error) *Error {
	if IsDiskFull(err) {
		return DiskFull(op, err)
	}
	if e, ok := errors.AsType[*Error](err); ok && (e.Code == Unavailable || e.Code == NoSpace) {
		return &Error{Code: e.Code, Op: op, Message: e.Message, Err: err}
	}
	return &Error{Code: Internal, Op: op, Err: err}
}

// IsDiskFull reports whether err comes from a full disk.
func IsDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// DiskFull is the error of a full disk.
func DiskFull(op string, err error) *Error {
	return &Error{Code: NoSpace, Op: op, Err: err,
		Message: "ディスクの空きがありません。管理者に知らせ、空きができてから、もう一度お試しください。"}
}

// CodeOf is the code of the first [Error] in err's chain: Internal for any other
// error, empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// MessageOf is the text to show a user for err.
func MessageOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Message != "" {
		return e.Message
	}
	return "処理を完了できませんでした。時間をおいてもう一度お試しください。"
}
