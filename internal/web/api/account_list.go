package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// accountListQuery is what is said with a list of accounts.
type accountListQuery struct{ Take, Mail bool }

// accountListFields are the fields of the form in which a list comes.
var accountListFields = parameter.Table[accountListQuery]{
	parameter.Flag("take", "true なら登録する。省くと、結果を返すだけで何も変えない", func(q *accountListQuery) *bool { return &q.Take }),
	parameter.Flag("mail", "true なら、メールアドレスのある人には、はじめのパスワードを返さず、決めるリンクをメールで送る",
		func(q *accountListQuery) *bool { return &q.Mail }),
}

// accountLineJSON is a line of a list with what becomes of it.
type accountLineJSON struct {
	Place    string                    `json:"place"`
	State    registry.AccountLineState `json:"state"`
	Login    string                    `json:"login"`
	Name     string                    `json:"name"`
	Role     *registry.Role            `json:"role"`   // null: not known
	Bureau   *string                   `json:"bureau"` // null: none
	Email    *string                   `json:"email"`
	Faults   []lineFaultJSON           `json:"faults"`
	Password *string                   `json:"password"` // the first one, told when the account is added alone; null: a link is mailed
	Until    *time.Time                `json:"until"`    // until when that one is valid
}

// lineFaultJSON is what is wrong with a line.
type lineFaultJSON struct {
	Field   string  `json:"field"`
	Cell    *string `json:"cell"`
	Message string  `json:"message"`
}

// importAccounts says what a list of accounts would do or, if it is to be taken and no line is
// faulty, adds the accounts.
func (s *Handlers) importAccounts(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	part, err := s.FilePart(c)
	if err != nil {
		return err
	}
	defer part.Close()
	given, err := accountListFields.Parse("api.importAccounts", c.Request().Form)
	if err != nil {
		return err
	}
	if err := s.StillAuthorized(c); err != nil {
		return err
	}
	if err := s.ProvedOrToken(c); err != nil {
		return err
	}
	list, err := s.CheckAccountFile(ctx, scope, part.Name, part.File)
	if err != nil {
		return err
	}
	issued := map[string]auth.Issued{}
	taken := given.Take && list.Count(registry.LineFaulty) == 0
	status := http.StatusOK
	if taken {
		if given.Mail {
			if err := s.Mails("api.importAccounts", "mail"); err != nil {
				return err
			}
		}
		added, err := auth.TakeAccountList(ctx, s.Store, scope, list, given.Mail, s.Now())
		if err != nil {
			return err
		}
		for _, i := range added {
			issued[i.Account.Login] = i
		}
		status = http.StatusCreated
	}
	lines := make([]accountLineJSON, len(list.Lines))
	for i, line := range list.Lines {
		j := accountLineJSON{Place: line.Place, State: line.State, Login: line.Account.Login, Name: line.Account.Name,
			Bureau: textOrNull(line.Account.BureauName), Email: textOrNull(line.Account.Email), Faults: make([]lineFaultJSON, len(line.Faults))}
		if line.Account.Role != "" {
			j.Role = &line.Account.Role
		}
		for k, f := range line.Faults {
			j.Faults[k] = lineFaultJSON{f.Field, textOrNull(string(f.Cell)), f.Message}
		}
		if added, ok := issued[line.Account.Login]; ok {
			j.Password, j.Until = textOrNull(added.Password), momentOrNull(added.Account.InitialUntil)
		}
		lines[i] = j
	}
	return c.JSON(status, map[string]any{"taken": taken, "new": list.Count(registry.LineNew), "unchanged": list.Count(registry.LineUnchanged),
		"faulty": list.Count(registry.LineFaulty), "lines": lines})
}
