package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/request"
)

// unchanged answers 304 where the caller has the answer already, and what was answered before
// where that is remembered, before any work is done. It is for routes whose answers depend
// on what stands in the tag, and on nothing else; a browser may keep them for its user, and
// asks each time. Others are not kept at all.
func (s *server) unchanged(shows request.Shows) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if shows == request.ShowsMore || page.Live {
			return next
		}
		return func(c echo.Context) error {
			tag, ok := s.tagOf(c)
			if !ok {
				return next(c)
			}
			h := c.Response().Header()
			if same, ok := match(c.Request().Header.Get("If-None-Match"), tag); ok {
				h.Set("ETag", same)
				h.Set("Cache-Control", kept)
				return c.NoContent(http.StatusNotModified)
			}
			scope, edition, asked := request.ScopeOf(c), request.CallerOf(c).Edition, store.Question{Name: "answer", About: tag}
			if known, ok := s.Store.Known(edition, scope, asked); ok {
				return known.(answer).send(c)
			}
			given := &recorded{ResponseWriter: c.Response().Writer}
			c.Response().Writer = given
			c.Response().Before(func() {
				version := strings.Trim(h.Get("ETag"), `"`)
				if c.Response().Status == http.StatusOK && c.Get(request.KeyPartial) == nil && (version != "" || shows != request.ShowsVersion) {
					h.Set("ETag", request.VersionTag(version, tag))
					h.Set("Cache-Control", kept)
				}
			})
			if err := next(c); err != nil {
				return err
			}
			if a := (answer{h.Get("ETag"), h.Get(echo.HeaderContentType), given.body.Bytes()}); h.Get("Cache-Control") == kept && given.whole() {
				s.Store.Keep(edition, scope, asked, a)
			}
			return nil
		}
	}
}

// answer is one that was given with status 200.
type answer struct {
	tag, contentType string
	body             []byte
}

func (a answer) send(c echo.Context) error {
	c.Response().Header().Set("ETag", a.tag)
	c.Response().Header().Set("Cache-Control", kept)
	if c.Request().Method == http.MethodHead {
		c.Response().Header().Set(echo.HeaderContentType, a.contentType)
		return c.NoContent(http.StatusOK)
	}
	return c.Blob(http.StatusOK, a.contentType, a.body)
}

// mostRecorded is how long an answer may be to be remembered.
const mostRecorded = 1 << 20

// recorded keeps what is written.
type recorded struct {
	http.ResponseWriter
	body   bytes.Buffer
	length int
}

// Write implements io.Writer.
func (r *recorded) Write(p []byte) (int, error) {
	if r.length += len(p); r.length <= mostRecorded {
		r.body.Write(p)
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController].
func (r *recorded) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// whole reports whether the body has all that was written.
func (r *recorded) whole() bool { return r.length > 0 && r.length == r.body.Len() }

// kept lets a browser keep an answer for its user alone, and ask before it shows it again.
const kept = "private, no-cache"

// tagOf names all that an answer depends on: the registry's edition, the day, who calls, the
// address and the program; for pages, what stands around their bodies, too. It is not ok
// where a page shows something once.
func (s *server) tagOf(c echo.Context) (tag string, ok bool) {
	caller := request.CallerOf(c)
	if caller.Account.ID == 0 {
		return "", false
	}
	parts := append(s.Basis(c), s.build, page.DutyFirst(c), c.Request().URL.RequestURI())
	if !request.IsAPI(c) {
		around, ok := s.page.Around(c)
		if !ok {
			return "", false
		}
		// Whatever else of the registry stands on a page is sealed when it is written.
		parts = append(parts, around, caller.Sealed)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", parts))
	return base64.RawURLEncoding.EncodeToString(sum[:15]), true
}

// match finds the one of the tags in an If-None-Match that ends with a tag, after a version or
// none. A proxy may have marked it as weak.
func match(given, tag string) (same string, ok bool) {
	for one := range strings.SplitSeq(given, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if _, end, _ := strings.Cut(one, "."); one == request.VersionTag("", tag) || end == tag+`"` {
			return one, true
		}
	}
	return "", false
}
