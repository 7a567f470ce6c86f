package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"os"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"tetsuzuki/internal/registry"
)

// violation is the field and the message for a violated constraint.
type violation struct {
	code    registry.Code
	field   string
	message string
}

// violations has an entry for every constraint that input from outside can violate.
var violations = map[string]violation{
	"account_login_unique":                  {registry.Conflict, "login", "このログイン名はすでに使われています。別の名前を入力してください。"},
	"account_login_form":                    {registry.Invalid, "login", "ログイン名は半角の英小文字・数字と . _ @ - で、100文字以内で入力してください。"},
	"account_name_not_blank":                {registry.Invalid, "name", "名前を入力してください。"},
	"account_role_known":                    {registry.Invalid, "role", "役割を一覧から選んでください。"},
	"account_bureau_by_role":                {registry.Invalid, "bureau", "局入力者と局承認者には局を1つ選んでください。そのほかの役割では局を選ばないでください。"},
	"account_email_form":                    {registry.Invalid, "email", "メールアドレスは、kankyo@example.lg.jp のような半角の形で入力してください。"},
	"account_bureau_fk":                     {registry.Invalid, "bureau", "局を一覧から選んでください。"},
	"identity_pk":                           {registry.Conflict, "", "サインインが重なりました。もう一度お試しください。"},
	"api_token_name_not_blank":              {registry.Invalid, "name", "トークンの名前を入力してください。"},
	"api_token_expires_later":               {registry.Invalid, "expires_at", "有効期限には今より後の日時を入力してください。"},
	"bureau_term_one_bureau_of_a_name":      {registry.Conflict, "name", "この名前の局は、その日にはすでにあります。別の名前を入力してください。"},
	"bureau_term_name_given":                {registry.Invalid, "name", "局の名前を100文字以内で入力してください。"},
	"bureau_successor_no_circle":            {registry.Invalid, "into", "引き継ぐ局をたどると元の局に戻るため、記録できません。引き継ぐ局を確かめてください。"},
	"bureau_name_not_blank":                 {registry.Invalid, "name", "局の名前を入力してください。"},
	"bureau_code_unique":                    {registry.Conflict, "code", "この局コードはすでに使われています。"},
	"bureau_code_form":                      {registry.Invalid, "code", "局コードは B01 のように入力してください。"},
	"bureau_valid":                          {registry.Invalid, "valid_to", "終わりの日には始まりの日より後の日を入力してください。"},
	"change_at_unique":                      {registry.Conflict, "", "ほかの変更と重なりました。もう一度お試しください。"},
	"process_now":                           {registry.Conflict, "process_id", "ほかの人が同時にこの手続を変更しました。最新の内容を確かめて、もう一度お試しください。"},
	"process_procedure_name_not_blank":      {registry.Invalid, "procedure_name", "手続名を入力してください。"},
	"process_status_known":                  {registry.Invalid, "digitization_status", "デジタル化状況を一覧から選んでください。"},
	"process_planned_fiscal_year_plausible": {registry.Invalid, "planned_fiscal_year", "予定年度は西暦の年度（1868～2100）で入力してください。"},
	"process_national_law_change_known":     {registry.Invalid, "national_law_change", "国の法令改正の要否を一覧から選んでください。"},
	"process_scope_known":                   {registry.Invalid, "scope", "対象・対象外を一覧から選んでください。"},
	"process_fee_known":                     {registry.Invalid, "fee", "手数料の有無を一覧から選んでください。"},
	"process_seal_required_known":           {registry.Invalid, "seal_required", "押印の要否を一覧から選んでください。"},
	"process_priority_override_known":       {registry.Invalid, "priority_override", "重点手続の判定を一覧から選んでください。"},
	"process_priority_override_reason":      {registry.Invalid, "priority_reason", "重点手続の判定を変えるときは理由を入力してください。"},
	"upload_bureau_fk":                      {registry.Invalid, "bureau", "局を一覧から選んでください。"},
	"process_bureau_fk":                     {registry.Invalid, "bureau", "局を一覧から選んでください。"},
	"volume_now":                            {registry.Conflict, "annual_volume", "ほかの人が同時にこの手続の件数を変更しました。最新の内容を確かめて、もう一度お試しください。"},
	"volume_fiscal_year_plausible":          {registry.Invalid, "fiscal_year", "年度は西暦の年度（1868～2100）で入力してください。"},
	"volume_total_not_negative":             {registry.Invalid, "annual_volume", "年間件数には0以上の数を入力してください。"},
	"volume_total_upper_order":              {registry.Invalid, "annual_volume", "年間件数の範囲は小さい数から大きい数の順に入力してください。"},
	"volume_online_not_negative":            {registry.Invalid, "online_volume", "うちオンライン件数には0以上の数を入力してください。"},
	"volume_online_upper_order":             {registry.Invalid, "online_volume", "うちオンライン件数の範囲は小さい数から大きい数の順に入力してください。"},
	"process_append_only":                   {registry.Conflict, "", "記録済みの履歴は変更できません。"},
	"volume_append_only":                    {registry.Conflict, "", "記録済みの履歴は変更できません。"},
	"change_append_only":                    {registry.Conflict, "", "記録済みの履歴は変更できません。"},
	"account_name_length":                   {registry.Invalid, "name", "名前は200文字以内で入力してください。"},
	"api_token_name_length":                 {registry.Invalid, "name", "トークンの名前は100文字以内で入力してください。"},
	"round_name_length":                     {registry.Invalid, "name", "調査回の名前は100文字以内で入力してください。"},
	"round_note_length":                     {registry.Invalid, "note", "メモは1,000文字以内で入力してください。"},
	"transfer_reason_length":                {registry.Invalid, "reason", "理由は2,000文字以内で入力してください。"},
	"transfer_end_reason_length":            {registry.Invalid, "reason", "理由は2,000文字以内で入力してください。"},
	"upload_file_name_length":               {registry.Invalid, "file", "ファイルの名前が長すぎます。255文字以内の名前にして、もう一度お送りください。"},
	"upload_reason_length":                  {registry.Invalid, "reason", "メモは1,000文字以内で入力してください。"},
	"upload_event_text_length":              {registry.Invalid, "text", "連絡や理由は2,000文字以内で入力してください。"},
	"upload_remark_place_length":            {registry.Invalid, "remarks", "指摘するシートとセルを確かめてください。例：Sheet1 の C5"},
	"upload_remark_text_length":             {registry.Invalid, "remarks", "差戻しの指摘は、1か所につき1,000文字以内で入力してください。"},
	"pending_edit_once":                     {registry.Conflict, "version", "この手続には、承認を待っている編集があります。承認か差戻しのあとで、編集してください。"},
	"pending_edit_reason_length":            {registry.Invalid, "reason", "理由は1,000文字以内で入力してください。"},
	"pending_edit_end_reason_length":        {registry.Invalid, "reason", "理由は1,000文字以内で入力してください。"},
	"edit_approval_reason_length":           {registry.Invalid, "reason", "理由は1,000文字以内で入力してください。"},
	"remark_draft_place_length":             {registry.Invalid, "remarks", "指摘するシートとセルを確かめてください。例：Sheet1 の C5"},
	"remark_draft_text_length":              {registry.Invalid, "remarks", "差戻しの指摘は、1か所につき1,000文字以内で入力してください。"},
	"remark_draft_text_not_blank":           {registry.Invalid, "remarks", "差戻しの指摘には内容を入力してください。"},
	"return_draft_reason_length":            {registry.Invalid, "reason", "連絡や理由は2,000文字以内で入力してください。"},
	"change_reason_length":                  {registry.Invalid, "reason", "理由は2,000文字以内で入力してください。"},
	"process_priority_reason_length":        {registry.Invalid, "reason", "理由は1,000文字以内で入力してください。"},
	"upload_correction_sheet_length":        {registry.Invalid, "cells", "シートの名前を確かめてください。"},
	"upload_correction_cell_form":           {registry.Invalid, "cells", "直すセルは「K17」のように書いてください。"},
	"upload_correction_value_length":        {registry.Invalid, "cells", "セルの値は32,767文字以内で入力してください。"},
	"upload_remark_text_not_blank":          {registry.Invalid, "remarks", "差戻しの指摘には内容を入力してください。"},
	"deputy_other":                          {registry.Invalid, "deputy", "代理には別の人を選んでください。"},
	"deputy_valid":                          {registry.Invalid, "to", "代理の終わりの日には、始まりの日かそれより後の日を入力してください。"},
	"upload_fiscal_year_plausible":          {registry.Invalid, "fiscal_year", "年度は西暦の年度（1868～2100）で入力してください。"},
	"round_name_unique":                     {registry.Conflict, "name", "この名前の調査回はすでにあります。"},
	"round_name_not_blank":                  {registry.Invalid, "name", "調査回の名前を入力してください。"},
	"round_fiscal_year_plausible":           {registry.Invalid, "fiscal_year", "年度は西暦の年度（1868～2100）で入力してください。"},
	"round_opens_on_unique":                 {registry.Conflict, "opens_on", "この日に受付を始める調査回はすでにあります。"},
	"round_days":                            {registry.Invalid, "deadline", "締切には、受付を始める日かそれより後の日を入力してください。"},
	"round_asks_known":                      {registry.Invalid, "asks", "提出を求める局を一覧から選んでください。"},
	"snapshot_name_not_blank":               {registry.Invalid, "name", "公表値の名前を、100文字以内で入力してください。例：令和3年度 第3四半期"},
	"snapshot_note_length":                  {registry.Invalid, "note", "メモは1,000文字以内で入力してください。"},
	"snapshot_reason_length":                {registry.Invalid, "reason", "訂正の理由は1,000文字以内で入力してください。"},
	"snapshot_replaces_reason":              {registry.Invalid, "reason", "訂正するときは、その理由を入力してください。訂正でないときは、理由を入力しないでください。"},
	"snapshot_append_only":                  {registry.Conflict, "", "記録した公表値は変更できません。訂正は、新しい公表値として記録します。"},
	"threshold_pk":                          {registry.Conflict, "effective_from", "この日から始まる基準はすでにあります。"},
	"threshold_volume_positive":             {registry.Invalid, "volume", "基準の件数には1以上の数を入力してください。"},
	"entered_figure_once":                   {registry.Conflict, "day", "同じ日、同じ率、同じ出典の公表値が、すでに入力されています。直すときは、前のものを取り消してください。"},
	"process_group_one_name":                {registry.Conflict, "name", "この名前の手続群はすでにあります。"},
	"saved_view_one_name":                   {registry.Conflict, "name", "この名前の表示は、すでに保存してあります。別の名前を付けるか、前のものに上書きしてください。"},
	"code_amendment_once":                   {registry.Conflict, "code", "同じ改めが、すでにあります。一覧を確かめてください。"},
	"proposal_one_title":                    {registry.Conflict, "title", "この件名の提案はすでにあります。"},
	"target_one_name":                       {registry.Conflict, "name", "この名前の目標はすでにあります。"},
	"target_rate_share":                     {registry.Invalid, "rate", "目標の割合は0より大きく100％以下で入力してください。"},
	"target_aim":                            {registry.Invalid, "rate", "目標は、割合か手続数で入力してください。"},
	"target_count_positive":                 {registry.Invalid, "count", "目標の件数には1以上の数を入力してください。"},
	"target_valid":                          {registry.Invalid, "valid_to", "終わりの日には始まりの日より後の日を入力してください。"},
}

// mapError turns an error of the database or the driver into a *registry.Error by SQLSTATE
// and constraint name. A *registry.Error is returned as it is.
func mapError(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &registry.Error{Code: registry.NotFound, Op: op, Message: "見つかりませんでした。", Err: err}
	}
	busy := func(message string) error {
		return &registry.Error{Code: registry.Unavailable, Op: op, Message: message, Err: err}
	}
	e, ok := errors.AsType[*pq.Error](err)
	switch {
	case ok:
	case errors.Is(err, errReadOnly):
		return busy(readOnly)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return busy(silent)
	case errors.Is(err, context.DeadlineExceeded):
		return busy(late)
	case errors.Is(err, context.Canceled):
		return busy("処理が途中で止められました。")
	case isLost(err):
		return busy(lost)
	}
	if !ok {
		return registry.Failed(op, err)
	}
	if v, ok := violations[e.Constraint]; ok {
		return &registry.Error{Code: v.code, Op: op, Field: v.field, Message: v.message, Err: err}
	}
	switch e.Code {
	case pqerror.QueryCanceled:
		return busy(late)
	case pqerror.LockNotAvailable, pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected:
		return busy("ほかの処理が進行中です。時間をおいてもう一度お試しください。")
	case pqerror.ReadOnlySQLTransaction:
		return busy(readOnly)
	case pqerror.CannotConnectNow:
		return busy("データベースは、始まるところか、止まるところです。1分ほどおいて、もう一度お試しください。")
	case pqerror.TooManyConnections:
		return busy("データベースが混み合っています。時間をおいてもう一度お試しください。続くときは、管理者に、データベースの接続の数の上限（max_connections）を知らせてください。")
	case pqerror.DiskFull:
		return registry.DiskFull(op, err)
	case pqerror.ForeignKeyViolation:
		return &registry.Error{Code: registry.Invalid, Op: op, Message: "選んだものがありません。画面を開き直して、選び直してください。", Err: err}
	case pqerror.NumericValueOutOfRange, pqerror.DatetimeFieldOverflow:
		return &registry.Error{Code: registry.Invalid, Op: op, Message: "数か日付が大きすぎるか、小さすぎます。確かめてください。例：2021、2026-04-01", Err: err}
	case pqerror.UntranslatableCharacter, pqerror.CharacterNotInRepertoire:
		return &registry.Error{Code: registry.Invalid, Op: op, Message: "使えない文字が含まれています。", Err: err}
	}
	switch e.Code.Class() {
	case pqerror.ClassConnectionException, pqerror.ClassInsufficientResources, pqerror.ClassOperatorIntervention,
		pqerror.ClassInvalidAuthorizationSpecification, pqerror.ClassInvalidCatalogName:
		return busy(lost)
	}
	return registry.Failed(op, err)
}

// The messages for when the database does not answer. An act that was running when it went
// away may have succeeded all the same.
const (
	lost     = "データベースに接続できません。時間をおいて確かめ、済んでいなければ、もう一度お試しください。"
	silent   = "データベースが応答しません。時間をおいて確かめ、済んでいなければ、もう一度お試しください。"
	readOnly = "データベースは今、読み取り専用です（待機系につながっているか、書込みが止められています）。変更はできません。時間をおいてもう一度お試しください。続くときは、管理者に知らせてください。"
	late     = "時間がかかりすぎたため、処理を止めました。時間をおいてもう一度お試しください。"
)

// isLost reports whether err comes from a lost connection rather than from the statement.
func isLost(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF)
}

// fieldNamed is the field that an error is about; empty: none.
func fieldNamed(err error) string {
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Field
	}
	return ""
}
