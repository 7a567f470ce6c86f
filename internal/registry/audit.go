package registry

import (
	"encoding/json"
	"time"
)

// AuditKind is a kind of act that the audit log holds.
type AuditKind string

// The kinds of acts. Changes of processes have a history of their own.
const (
	AuditSignIn          AuditKind = "sign_in"
	AuditSignInFailed    AuditKind = "sign_in_failed"
	AuditSignOut         AuditKind = "sign_out"
	AuditSessionEnded    AuditKind = "session_ended"
	AuditPasswordChanged AuditKind = "password_changed" // one's own
	AuditPasswordReset   AuditKind = "password_reset"   // somebody else's
	AuditAccountAdded    AuditKind = "account_added"
	AuditAccountChanged  AuditKind = "account_changed"
	AuditAccountDisabled AuditKind = "account_disabled"
	AuditAccountEnabled  AuditKind = "account_enabled"
	AuditTokenAdded      AuditKind = "token_added"
	AuditTokenRevoked    AuditKind = "token_revoked"
	AuditFactorAdded     AuditKind = "second_factor_added"
	AuditFactorRemoved   AuditKind = "second_factor_removed" // one's own
	AuditFactorReset     AuditKind = "second_factor_reset"   // somebody else's
	AuditCodesRenewed    AuditKind = "recovery_codes_renewed"
	AuditExport          AuditKind = "export"
	AuditRoundAdded      AuditKind = "round_added"
	AuditRoundChanged    AuditKind = "round_changed"
	AuditReminded        AuditKind = "bureaus_reminded" // by a person; those by the clock have a record of their own
	AuditDeputySet       AuditKind = "deputy_set"
	AuditDeputyEnded     AuditKind = "deputy_ended"
	AuditEditApproval    AuditKind = "edit_approval_set" // whether edits need a second person
	AuditEditProposed    AuditKind = "edit_proposed"
	AuditEditApproved    AuditKind = "edit_approved"
	AuditEditReturned    AuditKind = "edit_returned"
	AuditEditWithdrawn   AuditKind = "edit_withdrawn"
)

// AuditKinds lists every kind in the order in which pages show them.
var AuditKinds = []AuditKind{AuditSignIn, AuditSignInFailed, AuditSignOut, AuditSessionEnded, AuditPasswordChanged,
	AuditPasswordReset, AuditAccountAdded, AuditAccountChanged, AuditAccountDisabled, AuditAccountEnabled,
	AuditTokenAdded, AuditTokenRevoked, AuditFactorAdded, AuditFactorRemoved, AuditFactorReset, AuditCodesRenewed, AuditExport,
	AuditRoundAdded, AuditRoundChanged, AuditReminded, AuditDeputySet, AuditDeputyEnded,
	AuditEditApproval, AuditEditProposed, AuditEditApproved, AuditEditReturned, AuditEditWithdrawn}

// Label is the kind's Japanese name; of an unknown kind, the kind itself.
func (k AuditKind) Label() string {
	label, ok := map[AuditKind]string{
		AuditSignIn: "サインイン", AuditSignInFailed: "サインインの失敗", AuditSignOut: "サインアウト",
		AuditSessionEnded: "ほかの端末のサインアウト", AuditPasswordChanged: "パスワードの変更", AuditPasswordReset: "パスワードの再設定",
		AuditAccountAdded: "アカウントの登録", AuditAccountChanged: "アカウントの変更", AuditAccountDisabled: "アカウントの停止",
		AuditAccountEnabled: "アカウントの停止の解除", AuditTokenAdded: "APIトークンの作成", AuditTokenRevoked: "APIトークンの取消し",
		AuditFactorAdded: "二段階認証の設定", AuditFactorRemoved: "二段階認証の取りやめ", AuditFactorReset: "二段階認証の解除（本人以外）",
		AuditCodesRenewed: "回復コードの作り直し", AuditExport: "出力",
		AuditRoundAdded: "調査回の登録", AuditRoundChanged: "調査回の変更", AuditReminded: "督促",
		AuditDeputySet: "代理の決定", AuditDeputyEnded: "代理の終了",
		AuditEditApproval: "編集の承認の設定", AuditEditProposed: "編集の提出", AuditEditApproved: "編集の承認",
		AuditEditReturned: "編集の差戻し", AuditEditWithdrawn: "編集の取下げ",
	}[k]
	if !ok {
		return string(k)
	}
	return label
}

// AuditEvent is one entry of the audit log.
type AuditEvent struct {
	ID        int64
	At        time.Time
	AccountID int64 // 0: nobody known, or the operator at the machine
	Actor     string
	Kind      AuditKind
	Object    string          // what it was done to
	Detail    json.RawMessage // an object
	Address   string          // where from; empty: at the machine itself
}
