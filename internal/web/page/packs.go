package page

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// The addresses of a bureau's pack (調査票), and of all of them.
const (
	packPath  = boardPath + "/pack.xlsx"
	packsPath = boardPath + "/packs.zip"
)

// withPack sends a file of the packs that the address asks for.
func withPack(t parameter.Table[request.PackQuery], send func(echo.Context, request.PackQuery) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		q, err := t.Parse("page.withPack", c.QueryParams())
		if err != nil {
			return err
		}
		return send(c, q)
	}
}

// packLinks are where a board leads to the packs of its round; empty: there are none for the caller.
type packLinks struct {
	Own string // the caller's bureau's
	All string // of whoever sees every bureau
}

func (s *Handlers) packLinks(scope registry.Scope, r registry.Round) packLinks {
	now := s.Now()
	if r.ID == 0 || !scope.May(registry.Export) || !r.Ends.IsZero() && !now.Before(r.Ends) {
		return packLinks{}
	}
	of := url.Values{"round": {strconv.Itoa(r.ID)}}
	switch {
	case scope.AllBureaus():
		return packLinks{All: withQuery(packsPath, of)}
	case r.Open(now):
		return packLinks{Own: withQuery(packPath, of)}
	}
	return packLinks{}
}

// packOf is where the pack of a bureau is.
func packOf(round int, code string) string {
	return withQuery(packPath, url.Values{"round": {strconv.Itoa(round)}, "bureau": {code}})
}
