package workbook

import (
	"context"
	"errors"
	"fmt"
	"io"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/opc"
	"tetsuzuki/import/internal/strictxml"
)

// Error says why a file is refused, as a finding that names the place.
type Error struct {
	Finding finding.Finding
	Err     error // what the machine said, for the log; may be nil
}

func (e *Error) Error() string {
	s := e.Finding.Rule
	if e.Finding.Sheet != "" || e.Finding.Cell != "" {
		s += " " + e.Finding.Sheet + "!" + e.Finding.Cell
	}
	s += ": " + e.Finding.Message
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives what the machine said.
func (e *Error) Unwrap() error { return e.Err }

// note makes the finding of one of the rules of this package.
func note(rule, message string) finding.Finding {
	for _, r := range finding.WorkbookRules {
		if r.ID == rule {
			return finding.Finding{Severity: r.Severity, Rule: rule, Message: message, Example: r.Example, Count: 1}
		}
	}
	panic("workbook: no rule " + rule)
}

func refuse(rule, format string, args ...any) *Error {
	return &Error{Finding: note(rule, fmt.Sprintf(format, args...))}
}

// Refuse is the refusal of a file for what stands at a place of it. The message names
// the place.
func Refuse(rule, sheet, cell, format string, args ...any) *Error {
	return refuse(rule, format, args...).at(sheet, cell)
}

// at adds the place to the finding.
func (e *Error) at(sheet, cell string) *Error {
	e.Finding.Sheet, e.Finding.Cell = sheet, cell
	return e
}

// because adds what the machine said.
func (e *Error) because(err error) *Error {
	e.Err = err
	return e
}

// explain turns the error of a part into the refusal of the file. part is what
// the person knows it by, as in "シート「手続一覧」".
func explain(part string, err error) error {
	var refused *Error
	if err == nil || errors.As(err, &refused) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var container *opc.Error
	if errors.As(err, &container) {
		if e := explainContainer(part, container); e != nil {
			return e.because(err)
		}
	}
	var xml *strictxml.Error
	if errors.As(err, &xml) {
		return explainXML(part, xml).because(err)
	}
	return err
}

func explainContainer(part string, err *opc.Error) *Error {
	switch err.Fault {
	case opc.NoArchive:
		return refuse(finding.RuleTruncated, "ファイルの終わりの部分がありません。送る途中か保存の途中で切れています。元のファイルを開いて保存し直し、もう一度送ってください。")
	case opc.TooLarge:
		return refuse(finding.RuleLimit, "%sを超えているため、安全のため読み取りませんでした。", err.What)
	case opc.Locked:
		return refuse(finding.RulePasswordNeeded, "zip のパスワードで保護されています。保護を外したExcelブック（.xlsx）を送ってください。")
	case opc.Unreadable:
		return refuse(finding.RuleBroken, "Excelが使わない方法で圧縮されているため、読み取れません。Excelで開いて保存し直してください。")
	case opc.Missing:
		return refuse(finding.RuleMissingPart, "ファイルの中に%sの記録がありません。元のファイルをExcelで開いて保存し直してください。", part)
	case opc.Ambiguous:
		return refuse(finding.RuleBroken, "ファイルの中に同じ名前の部品が二つあり、どちらが正しいか決められません。Excelで開いて保存し直してください。")
	}
	var xml *strictxml.Error
	if errors.As(err.Err, &xml) {
		return nil
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse(finding.RuleTruncated, "%sの記録が途中で切れています。元のファイルを開いて保存し直してください。", part)
	}
	return refuse(finding.RuleBroken, "%sの記録が壊れています（圧縮された内容が元どおりになりません）。元のファイルを開いて保存し直してください。", part)
}

func explainXML(part string, err *strictxml.Error) *Error {
	switch err.Fault {
	case strictxml.Truncated:
		return refuse(finding.RuleTruncated, "%sの記録が途中で切れています。元のファイルを開いて保存し直してください。", part)
	case strictxml.Control:
		return refuse(finding.RuleControlCharacter, "%sに、使えない文字（制御文字）があります。その文字を消して保存し直してください。", part)
	case strictxml.Encoding:
		return refuse(finding.RuleBroken, "%sの文字が壊れています（UTF-8として正しくありません）。Excelで開いて保存し直してください。", part)
	case strictxml.Doctype:
		return refuse(finding.RuleBroken, "%sに、Excelが使わない宣言（DOCTYPE・実体）があるため、安全のため読み取りませんでした。Excelで開いて保存し直してください。", part)
	case strictxml.Limit:
		return refuse(finding.RuleLimit, "%sの記録が、読み取れる深さ・長さの上限を超えています。", part)
	}
	return refuse(finding.RuleBroken, "%sの記録が壊れています（XMLとして正しくありません）。Excelで開いて保存し直してください。", part)
}
