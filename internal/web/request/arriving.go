package request

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// arriveLimit is for bodies that no route takes; a route gives whoever may call it the
// time that its own take.
const arriveLimit = 30 * time.Second

// Arriving gives each request's body an end in time, and only that: the connection's
// deadline is set while a body is on its way, and lifted when all of it is there. net/http
// reads on while a handler works, to see whether the client has gone; a deadline that
// passed then would end the connection's context, and with it every later request of
// whoever is given the connection, as proxies do.
func Arriving(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := &body{ReadCloser: r.Body, connection: http.NewResponseController(w)}
		if r.Body == nil || r.Body == http.NoBody {
			b.arrived()
		} else {
			b.limit(arriveLimit)
			r.Body = b
		}
		whole := r.Context()
		if whole.Err() != nil {
			// It ended with an earlier request, of which this one knows nothing.
			r = r.WithContext(context.WithoutCancel(whole))
		}
		next.ServeHTTP(&closing{w, whole}, r.WithContext(context.WithValue(r.Context(), bodyOf{}, b)))
	})
}

// body is a request's body on its way.
type body struct {
	io.ReadCloser
	connection *http.ResponseController
	there      bool // all of it
}

// bodyOf is the key of a request's body in its context.
type bodyOf struct{}

// limitBody gives the body of a request another while to arrive in.
func limitBody(r *http.Request, d time.Duration) {
	if b, ok := r.Context().Value(bodyOf{}).(*body); ok {
		b.limit(d)
	}
}

func (b *body) limit(d time.Duration) {
	if !b.there {
		_ = b.connection.SetReadDeadline(time.Now().Add(d)) // what is no connection has none
	}
}

func (b *body) arrived() {
	b.there = true
	_ = b.connection.SetReadDeadline(time.Time{})
}

// Read lifts the deadline with the last byte.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.arrived()
	}
	return n, err
}

// closing has a connection closed after its answer whose context has ended: nothing that
// comes by it would be served.
type closing struct {
	http.ResponseWriter
	connection context.Context
}

// WriteHeader says so to the client and to net/http.
func (c *closing) WriteHeader(status int) {
	if c.connection.Err() != nil {
		c.Header().Set("Connection", "close")
	}
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap is for [http.ResponseController].
func (c *closing) Unwrap() http.ResponseWriter { return c.ResponseWriter }
