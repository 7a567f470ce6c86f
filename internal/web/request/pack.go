package request

import (
	"context"
	"fmt"
	"io"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// PackQuery is which round's packs (調査票) are asked for, 0: the one that is open; and whose.
type PackQuery struct {
	Round  int
	Bureau string
}

// PacksParameters are those of all packs of a round, PackParameters those of one bureau's.
var (
	PacksParameters = parameter.Table[PackQuery]{
		parameter.Integer("round", "調査回。省くと、いま受け付けているもの", "1", 1, 0, func(q *PackQuery) *int { return &q.Round }),
	}
	PackParameters = append(PacksParameters[:1:1],
		parameter.Raw("bureau", "局（名称かコード）。局の人は省きます", "環境局", "", "局の名称かコードで", func(q *PackQuery) *string { return &q.Bureau }))
)

// Pack sends a bureau's pack: to its people their own.
func (s *Service) Pack(c echo.Context, q PackQuery) error {
	ctx, scope := c.Request().Context(), ScopeOf(c)
	bureau, err := s.packBureau(ctx, scope, q.Bureau)
	if err != nil {
		return err
	}
	board, basis, err := s.packsBoard(c, q.Round)
	if err != nil {
		return err
	}
	return s.ExportOf(c, basis, report.PackName(board.Round, bureau.Name), TypeXLSX, func(ctx context.Context, w io.Writer) error {
		return report.WritePack(ctx, s.Store, scope, board.Round, bureau, w)
	})
}

// Packs sends the packs of all bureaus as one zip.
func (s *Service) Packs(c echo.Context, q PackQuery) error {
	scope := ScopeOf(c)
	board, basis, err := s.packsBoard(c, q.Round)
	if err != nil {
		return err
	}
	return s.ExportOf(c, basis, report.PacksName(board.Round), TypeZIP, func(ctx context.Context, w io.Writer) error {
		_, err := report.WritePacks(ctx, s.Store, scope, board, w, nil)
		return err
	})
}

// packBureau is the bureau that is named, or the scope's own. Of another one a bureau learns nothing.
func (s *Service) packBureau(ctx context.Context, scope registry.Scope, named string) (registry.Bureau, error) {
	const op = "request.packBureau"
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return registry.Bureau{}, err
	}
	if named == "" {
		for _, b := range bureaus {
			if b.ID == scope.BureauID {
				return b, nil
			}
		}
		return registry.Bureau{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "bureau",
			Message: "どの局の調査票かを指定してください。例：bureau=環境局"}
	}
	b, err := registry.BureauNamed(bureaus, "bureau", named)
	if err == nil && !scope.Reaches(b.ID) {
		err = registry.Errorf(registry.Forbidden, op, "ほかの局の調査票は保存できません。")
	}
	return b, err
}

// packsBoard is the board of the round that is asked for, with all that packs depend on besides the
// registry.
func (s *Service) packsBoard(c echo.Context, round int) (registry.Board, string, error) {
	const op = "request.packsBoard"
	ctx, scope := c.Request().Context(), ScopeOf(c)
	rounds, err := s.Store.Rounds(ctx)
	if err != nil {
		return registry.Board{}, "", err
	}
	r, err := registry.RoundAsked(rounds, round, s.Now())
	if err != nil {
		return registry.Board{}, "", err
	}
	if r.ID == 0 {
		return registry.Board{}, "", registry.Errorf(registry.NotFound, op, "調査回はまだありません。本部が調査回を決めると、調査票を保存できます。")
	}
	moved, err := s.Store.UploadsMoved(ctx, scope)
	if err != nil {
		return registry.Board{}, "", err
	}
	board, err := s.Board(ctx, scope, r)
	return board, fmt.Sprintf("%+v %d", r, moved), err
}
