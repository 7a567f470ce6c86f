package page

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// accountListBody is the page that takes accounts from a list: before a file is chosen, with
// what it would do, and with what it did.
type accountListBody struct {
	Columns []registry.AccountColumn
	AtOnce  int
	Problem string
	Checked bool
	Lines   []registry.AccountLine
	New     int
	Same    int
	Faulty  int
	Sent    string        // the lines, to be sent back when they are to count
	Issued  []auth.Issued // the accounts that were added
	Until   string        // until when their passwords are valid
	Mailing bool          // mails are sent
	Mailed  int           // of Issued, those to whom a link is mailed
}

func (s *Handlers) accountListPage(c echo.Context) error {
	return s.showAccountList(c, http.StatusOK, accountListBody{})
}

func (s *Handlers) showAccountList(c echo.Context, status int, b accountListBody) error {
	b.Columns, b.AtOnce, b.Mailing = registry.AccountColumns, registry.AccountsAtOnce, s.Mailing
	for _, i := range b.Issued {
		if i.Password == "" {
			b.Mailed++
		}
	}
	return s.pages.accountList.render(s, c, status, page{Title: "アカウントの一覧の取込"}, b)
}

func (s *Handlers) blankAccountList(c echo.Context) error {
	list, err := s.BlankAccountList(c.Request().Context())
	if err != nil {
		return err
	}
	return s.SendFile(c, "アカウントの一覧.xlsx", request.TypeXLSX, list.WriteXLSX)
}

// checkAccountList shows what a file would do. It changes nothing.
func (s *Handlers) checkAccountList(c echo.Context) error {
	part, err := s.FilePart(c)
	if err == nil {
		defer part.Close()
		var list auth.AccountList
		if list, err = s.CheckAccountFile(c.Request().Context(), request.ScopeOf(c), part.Name, part.File); err == nil {
			return s.showChecked(c, http.StatusOK, list, "")
		}
	}
	if enteredAgain(err) {
		status, _ := request.Explain(err)
		return s.showAccountList(c, status, accountListBody{Problem: registry.MessageOf(err)})
	}
	return err
}

func (s *Handlers) showChecked(c echo.Context, status int, list auth.AccountList, problem string) error {
	sent, err := json.Marshal(list.Lines)
	if err != nil {
		return registry.Failed("page.showChecked", err)
	}
	return s.showAccountList(c, status, accountListBody{Checked: true, Lines: list.Lines, Sent: string(sent), Problem: problem,
		New: list.Count(registry.LineNew), Same: list.Count(registry.LineUnchanged), Faulty: list.Count(registry.LineFaulty)})
}

// takeAccountList adds the accounts that the page has shown, after checking them once more,
// and shows their first passwords, but for those to whom a link is mailed. They are shown at no
// other time.
func (s *Handlers) takeAccountList(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var lines []registry.AccountLine
	if err := json.Unmarshal([]byte(c.FormValue("lines")), &lines); err != nil {
		return &registry.Error{Code: registry.Invalid, Op: "page.takeAccountList", Field: "lines", Err: err,
			Message: "取り込む一覧が分かりません。ファイルを選び直してください。"}
	}
	list, err := auth.CheckAccountList(ctx, s.Store, scope, lines, s.Now())
	if err != nil {
		return err
	}
	mail := c.FormValue("first") == firstMailed
	if mail {
		if err := s.Mails("page.takeAccountList", "first"); err != nil {
			return s.showChecked(c, http.StatusUnprocessableEntity, list, registry.MessageOf(err))
		}
	}
	issued, err := auth.TakeAccountList(ctx, s.Store, scope, list, mail, s.Now())
	if request.Mendable(err) {
		return s.showChecked(c, http.StatusUnprocessableEntity, list, registry.MessageOf(err))
	}
	if err != nil {
		return err
	}
	return s.showAccountList(c, http.StatusOK, accountListBody{Issued: issued, Until: registry.MomentText(issued[0].Account.InitialUntil)})
}
