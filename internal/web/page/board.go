package page

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

func (s *Handlers) board(c echo.Context) error {
	return s.showBoard(c, http.StatusOK, c.QueryParam("round"), request.Board{})
}

func (s *Handlers) showBoard(c echo.Context, status int, round string, b request.Board) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	b.Configure = scope.May(registry.Configure)
	var err error
	if b.Rounds, err = s.Store.Rounds(ctx); err != nil {
		return err
	}
	id, err := strconv.Atoi(round)
	if err != nil && round != "" {
		id = -1 // nonsense: there is none such
	}
	if b.Round, err = registry.RoundAsked(b.Rounds, id, s.Now()); err != nil {
		return err
	}
	if b.Round.ID != 0 {
		if err := s.AddBoard(c, &b); err != nil {
			return err
		}
	}
	return s.pages.board.render(s, c, status, page{Title: "提出状況"}, b)
}
