package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"time"

	"tetsuzuki/internal/registry"
)

// cursor is the place where the next page of a list begins, with what all pages of the
// list share: the moment, the threshold and the total of the first page. Users see an
// opaque text. It is signed with a key from the database, so that every machine of the
// service accepts a cursor of another, and none accepts an altered one.
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

// listDigest identifies a list by its filter and the bureau that it reaches. The size of
// the page and the columns may change between pages.
func listDigest(f ProcessFilter, scope registry.Scope) string {
	values := url.Values{"scope of permission": {strconv.Itoa(scope.BureauID)}}
	for name, given := range f.Values() {
		if name != "cursor" && name != "limit" && name != "column" {
			values[name] = given
		}
	}
	sum := sha256.Sum256([]byte(values.Encode()))
	return hex.EncodeToString(sum[:8])
}

// sealed is the cursor's text: its signature, then its JSON.
func (c cursor) sealed(key []byte) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // plain values always have a JSON form
	}
	return base64.RawURLEncoding.EncodeToString(append(signature(key, b), b...))
}

func signature(key, content []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("cursor\x00")) // nothing else that the key signs is taken for one
	mac.Write(content)
	return mac.Sum(nil)
}

const startAgain = "cursor を外して、最初のページから取り直してください。"

// parseCursor reads the text of a cursor of the given list.
func parseCursor(key []byte, text, list string) (cursor, error) {
	const op = "store.parseCursor"
	var c cursor
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err == nil && (len(b) < sha256.Size || !hmac.Equal(b[:sha256.Size], signature(key, b[sha256.Size:]))) {
		err = errors.New("the signature is not ours")
	}
	if err == nil {
		err = json.Unmarshal(b[sha256.Size:], &c)
	}
	if err != nil {
		return cursor{}, &registry.Error{
			Code:    registry.Invalid,
			Op:      op,
			Field:   "cursor",
			Message: "cursor が壊れているか、書き換えられています。" + startAgain,
			Err:     err,
		}
	}
	if c.List != list {
		return cursor{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "cursor",
			Message: "この cursor は、条件か並び順の違う一覧のものです。" + startAgain}
	}
	return c, nil
}
