package registry

// SettingKind is a kind of setting of which a change writes versions.
type SettingKind string

// The kinds.
const (
	SettingThreshold     SettingKind = "threshold"
	SettingTarget        SettingKind = "target"
	SettingEnteredFigure SettingKind = "entered_figure"
	SettingCodeAmendment SettingKind = "code_amendment"
	SettingOrganisation  SettingKind = "organisation" // an entry of the organisation's history
	SettingBureau        SettingKind = "bureau"       // the name of a bureau and how long it has it
	SettingSuccessor     SettingKind = "successor"    // which bureau follows one that ends
	SettingGroup         SettingKind = "group"
	SettingRelated       SettingKind = "related"         // whether two processes belong together
	SettingSavedView     SettingKind = "saved_view"      // a shared one
	SettingLaw           SettingKind = "law"             // what a writing means, or who is in charge
	SettingProposal      SettingKind = "proposal"        // to the national government
	SettingProposalState SettingKind = "proposal_state"  // which it got
	SettingAnswer        SettingKind = "proposal_answer" // why its processes are not freed
)

// Label is the kind's Japanese name.
func (k SettingKind) Label() string {
	return map[SettingKind]string{
		SettingThreshold: "重点手続の基準", SettingTarget: "目標", SettingEnteredFigure: "登録前の公表値",
		SettingOrganisation: "組織の改正", SettingBureau: "局の名前と期間", SettingSuccessor: "引き継ぐ局", SettingGroup: "手続群",
		SettingSavedView: "共有の表示", SettingRelated: "手続の関係", SettingCodeAmendment: "コードの一覧の改め",
		SettingLaw: "法令の読み方と所管府省", SettingProposal: "国への提案", SettingProposalState: "国への提案の状態", SettingAnswer: "国への提案の手続への回答",
	}[k]
}

// SettingFields are the fields of settings, in the order of pages.
var SettingFields = []string{"name", "code_list", "amends", "code", "writing", "kind", "successor", "day", "effective_from", "effective_on",
	"valid_from", "valid_to", "volume", "rate_kind", "rate", "numerator", "denominator", "count", "scope", "group_number", "description",
	"listed", "filter", "body",
	"written", "value", "laws", "ministry", "links", "state", "due", "answer", "source", "list", "query", "shared",
	"related", "reason"}

// SettingFieldLabel is what a field of a setting is called on pages.
func SettingFieldLabel(field string) string {
	return map[string]string{
		"name": "名前", "kind": "改正の種類", "code_list": "コードの一覧", "amends": "改め方", "code": "選択肢",
		"writing": "書き方・名前・説明・並び順", "successor": "引き継ぐ局", "day": "いつの時点か", "effective_from": "いつから", "effective_on": "施行日",
		"valid_from": "最初の日", "valid_to": "最後の日", "volume": "年間件数（以上）", "rate_kind": "率の種類", "rate": "率", "numerator": "分子",
		"denominator": "分母", "count": "目標の数", "scope": "数える手続",
		"group_number": "手続群の番号", "description": "説明", "listed": "手続", "filter": "条件", "body": "提案の内容",
		"written": "書かれていること", "value": "法令・府省", "laws": "法令・条項", "ministry": "所管府省",
		"links": "資料のリンク", "state": "状態", "due": "国が示した期日", "answer": "国の回答", "source": "出典", "list": "一覧",
		"query": "条件・並び順・列", "shared": "共有", "related": "関係", "reason": "理由",
	}[field]
}
