package registry

// AccountLine is a line of a list of accounts (アカウントの一覧), as it was written, with what
// becomes of it.
type AccountLine struct {
	Place   string           `json:"place"` // of the line, as in "Sheet1 の 3行目"
	Cells   []Place          `json:"-"`     // of its values, in the order of AccountColumns; none: of lines that were sent back
	Name    string           `json:"name"`
	Login   string           `json:"login"`
	Role    string           `json:"role"`
	Bureau  string           `json:"bureau"`
	Email   string           `json:"email"`
	State   AccountLineState `json:"-"`
	Account Account          `json:"-"` // that is to be added, or is there already
	Faults  []LineFault      `json:"-"`
}

// Place is a cell for people, as in "B3".
type Place string

// LineFault is what is wrong with a line: where, and what would be right.
type LineFault struct {
	Field   string // as the columns are called in code
	Cell    Place  // empty: the line
	Message string
}

// AccountLineState is what becomes of a line.
type AccountLineState string

// The states.
const (
	LineNew       AccountLineState = "new"
	LineUnchanged AccountLineState = "unchanged" // there is such an account
	LineFaulty    AccountLineState = "faulty"
)

// Label is the state's Japanese name.
func (s AccountLineState) Label() string {
	return map[AccountLineState]string{LineNew: "新規", LineChanged: "変更", LineUnchanged: "変更なし", LineFaulty: "要修正"}[s]
}

// AccountColumn is a column of a list of accounts.
type AccountColumn struct {
	Field    string
	Label    string
	Words    []string // other headers that it has
	Note     string
	Example  string
	Required bool
}

// AccountColumns are the columns of a list of accounts, in the order of the blank one.
var AccountColumns = []AccountColumn{
	{"name", "名前", []string{"氏名", "職員名", "利用者名"}, "200文字以内", "山田花子", true},
	{"login", "ログイン名", []string{"ログインID", "ユーザーID", "アカウント", "アカウント名", "ID"}, "半角の英小文字・数字と . _ @ -", "yamada", true},
	{"role", "役割", []string{"ロール", "権限"}, "局入力者、局承認者、企画、本部、監査、管理者のどれか", "局入力者", true},
	{"bureau", "局", []string{"局名", "所属", "所属局", "局コード"}, "局入力者と局承認者のときに、局の名前かコード", "環境局", false},
	{"email", "メールアドレス", []string{"メール", "Eメール", "電子メール", "mail", "email"}, "任意。お知らせを送る先", "yamada@example.lg.jp", false},
}

// AccountsAtOnce is how many accounts one list can add.
const AccountsAtOnce = 300
