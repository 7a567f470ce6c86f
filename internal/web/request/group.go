package request

import (
	"context"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

// GroupParameter is the parameter of a group, by its name or number; see [Service.GroupGiven].
func GroupParameter[T any](field func(*T) *string) parameter.Parameter[T] {
	return parameter.Words("group", "手続群の名前か番号", "主要169手続", 100, field)
}

// GroupGiven finds the number of the group that a field of the input names; 0 for an empty one.
func (s *Service) GroupGiven(ctx context.Context, named string) (int, error) {
	if named == "" {
		return 0, nil
	}
	all, err := s.Store.Groups(ctx)
	if err != nil {
		return 0, err
	}
	g, err := registry.GroupNamed(all, "group", named)
	return g.Number, err
}

// extent finds the bureau and the group that a request names; 0 for all.
func (s *Service) extent(ctx context.Context, bureau, group string) (b, g int, err error) {
	if b, err = s.BureauGiven(ctx, "bureau", bureau); err != nil {
		return 0, 0, err
	}
	g, err = s.GroupGiven(ctx, group)
	return b, g, err
}

// GroupAt is the group in force that the address names, and all its versions.
func (s *Service) GroupAt(c echo.Context) (current registry.GroupVersion, versions []registry.GroupVersion, err error) {
	id, err := PathID(c)
	if err != nil {
		return current, nil, err
	}
	all, err := s.Store.Groups(c.Request().Context())
	if err != nil {
		return current, nil, err
	}
	for _, g := range all {
		if int64(g.Number) != id {
			continue
		}
		versions = append(versions, g)
		if g.Current() {
			current = g
		}
	}
	if current.Number == 0 {
		return current, nil, registry.Errorf(registry.NotFound, "request.GroupAt",
			"この手続群はないか、すでに取りやめられています。一覧から選び直してください。")
	}
	return current, versions, nil
}
