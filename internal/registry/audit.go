package registry

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
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
	AuditPlanMade        AuditKind = "plan_made"
	AuditPlanWithdrawn   AuditKind = "plan_withdrawn"
	AuditPlanProposed    AuditKind = "plan_adoption_proposed"
	AuditPlanAdopted     AuditKind = "plan_adopted"
	AuditPlanReturned    AuditKind = "plan_adoption_returned"
	AuditPlanUnproposed  AuditKind = "plan_adoption_withdrawn"
	AuditPlanUndone      AuditKind = "plan_adoption_undone"
	AuditVerified        AuditKind = "verified" // from a page; the verb writes nothing
)

// The kinds of entries that other tables record of themselves begin with one of these.
const (
	logUpload   = "upload_"   // and a step of an upload
	logChange   = "change_"   // and the kind of a change
	logTransfer = "transfer_" // and a step of a transfer
	logReminder = "reminder_" // and what the clock reminded of
	logSetting  = "setting_"  // and what was set
)

// recordedLabels are their names.
var recordedLabels = func() map[AuditKind]string {
	labels := map[AuditKind]string{
		logChange + AuditKind(ChangeImport): "取込の登録", logChange + AuditKind(ChangeEdit): "手続の編集",
		logChange + AuditKind(ChangeUndo): "登録の取消し・やり直し", logChange + AuditKind(ChangeTransfer): "所管替え：成立",
		logChange + AuditKind(ChangeSetting): "設定の変更", logChange + AuditKind(ChangeSample): "サンプルの登録",
		logChange + AuditKind(ChangeSnapshot): "公表値の記録",
		logTransfer + "proposed":              "所管替え：申出", logTransfer + "given": "所管替え：渡す局の同意",
		logTransfer + "received": "所管替え：受ける局の同意", logTransfer + "refused": "所管替え：不同意",
		logTransfer + "withdrawn": "所管替え：取下げ", logTransfer + "superseded": "所管替え：別の所管替えを優先",
		logReminder + "before": "督促（締切の前、自動）", logReminder + "late": "督促（締切の後、自動）",
		logSetting + "threshold": "重点手続の基準の設定", logSetting + "target": "目標の設定",
	}
	for _, k := range UploadEventKinds {
		if k != EventUndone && k != EventRedone { // those are changes
			labels[logUpload+AuditKind(k)] = "取込：" + k.Label()
		}
	}
	return labels
}()

// AuditKinds lists every kind in the order in which pages show them.
var AuditKinds = append(actKinds, slices.SortedFunc(maps.Keys(recordedLabels), func(a, b AuditKind) int {
	return cmp.Compare(recordedLabels[a], recordedLabels[b])
})...)

// actKinds are the kinds of acts that nothing else records.
var actKinds = []AuditKind{AuditSignIn, AuditSignInFailed, AuditSignOut, AuditSessionEnded, AuditPasswordChanged,
	AuditPasswordReset, AuditAccountAdded, AuditAccountChanged, AuditAccountDisabled, AuditAccountEnabled,
	AuditTokenAdded, AuditTokenRevoked, AuditFactorAdded, AuditFactorRemoved, AuditFactorReset, AuditCodesRenewed, AuditExport,
	AuditRoundAdded, AuditRoundChanged, AuditReminded, AuditDeputySet, AuditDeputyEnded,
	AuditEditApproval, AuditEditProposed, AuditEditApproved, AuditEditReturned, AuditEditWithdrawn,
	AuditPlanMade, AuditPlanWithdrawn, AuditPlanProposed, AuditPlanAdopted, AuditPlanReturned, AuditPlanUnproposed, AuditPlanUndone,
	AuditVerified}

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
		AuditPlanMade: "計画の作成", AuditPlanWithdrawn: "計画の取りやめ", AuditPlanProposed: "計画の採用の申出", AuditPlanAdopted: "計画の採用",
		AuditPlanReturned: "計画の採用の差戻し", AuditPlanUnproposed: "計画の採用の取下げ", AuditPlanUndone: "計画の採用の取消し",
		AuditVerified: "登録簿の検証",
	}[k]
	if !ok {
		return cmp.Or(recordedLabels[k], string(k))
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
	Address   string          // where from; empty: at the machine itself, or see NoAddress
	NoAddress bool            // what recorded it keeps no address
}
