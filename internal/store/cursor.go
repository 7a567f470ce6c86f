package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"tetsuzuki/internal/registry"
)

// cursor is the place where the next page of a list begins, and what the pages
// must have in common: the moment, the threshold and the total of the first one.
// Users see it as an opaque text. It grants nothing: whoever makes one up gets the
// same rows as without it.
type cursor struct {
	List      string    `json:"l"` // digest of the list that it belongs to
	Shown     time.Time `json:"s"`
	Change    time.Time `json:"c"`
	Threshold int64     `json:"h"`
	Total     int64     `json:"t"`
	Before    int64     `json:"b"`           // processes on the pages so far
	Unknown   bool      `json:"u,omitempty"` // the last row's sort value is unknown
	Key       string    `json:"k,omitempty"` // else this
	ID        int64     `json:"i"`           // of the last row
}

// listDigest tells lists apart: the filter and whose rows it reaches. The size of
// the pages may change on the way.
func listDigest(f ProcessFilter, scope registry.Scope) string {
	values := url.Values{"scope of permission": {strconv.Itoa(scope.BureauID)}}
	for name, given := range f.Values() {
		if name != "cursor" && name != "limit" {
			values[name] = given
		}
	}
	sum := sha256.Sum256([]byte(values.Encode()))
	return hex.EncodeToString(sum[:8])
}

func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // plain values always have a JSON form
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

const startAgain = "cursor を外して、最初のページから取り直してください。"

func brokenCursor(err error) error {
	return &registry.Error{Code: registry.Invalid, Op: "store.parseCursor", Field: "cursor", Message: "cursor が壊れています。" + startAgain, Err: err}
}

// parseCursor reads the text of a cursor of the given list.
func parseCursor(text, list string) (cursor, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return cursor{}, brokenCursor(err)
	}
	if c.List != list {
		return cursor{}, &registry.Error{Code: registry.Invalid, Op: "store.parseCursor", Field: "cursor",
			Message: "この cursor は、条件か並び順の違う一覧のものです。" + startAgain}
	}
	return c, nil
}
