package page

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// remind reminds one bureau, or all that have not handed in.
func (s *Handlers) remind(c echo.Context) error {
	form := c.Request().PostForm
	round, _ := strconv.Atoi(form.Get("round")) // nonsense: there is no such round
	var bureaus []int
	if given := form.Get("bureau"); given != "all" {
		id, err := strconv.Atoi(given)
		if err != nil {
			return registry.Errorf(registry.Invalid, "page.remind", "督促する局を選んでください。")
		}
		bureaus = []int{id}
	}
	reminded, err := s.Store.Remind(c.Request().Context(), request.ScopeOf(c), round, bureaus, form.Get("text"), s.Now())
	if request.Mendable(err) {
		return s.showBoard(
			c,
			http.StatusUnprocessableEntity,
			strconv.Itoa(round),
			boardBody{Text: form.Get("text"), Problem: registry.MessageOf(err)},
		)
	}
	if err != nil {
		return err
	}
	done := fmt.Sprintf("%d 局の %d 人に督促しました。お知らせに表示されます。", len(reminded.Bureaus), reminded.People)
	if len(reminded.Without) > 0 {
		names, err := s.BureauNames(c.Request().Context())
		if err != nil {
			return err
		}
		done += fmt.Sprintf("サインインできるアカウントのない %d 局には届きません：%s。", len(reminded.Without), namesOf(names, reminded.Without))
	}
	return s.Done(c, registry.BoardPath(round), done)
}

// namesOf lists bureaus in a sentence.
func namesOf(names map[int]request.BureauName, ids []int) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = names[id].Name
	}
	return strings.Join(list, "、")
}
