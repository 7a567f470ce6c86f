package request

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// arriveLimit is the time for a body before the route's own limit applies to it.
const arriveLimit = 30 * time.Second

// Arriving bounds the time in which a request's body has to arrive, and nothing else: it sets
// the connection's read deadline while a body arrives and lifts it after the last byte.
//
// net/http goes on reading while a handler works, to see whether the client has gone. If the
// deadline passed then, it would end the connection's context, and with it later requests
// on the connection, which a proxy may send for other clients.
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
			// An earlier request on the connection ended it.
			r = r.WithContext(context.WithoutCancel(whole))
		}
		next.ServeHTTP(&closing{w, whole}, r.WithContext(context.WithValue(r.Context(), bodyOf{}, b)))
	})
}

// body is a request's body while it arrives.
type body struct {
	io.ReadCloser
	connection *http.ResponseController
	there      bool // all of it has arrived
}

// bodyOf is the key of a request's body in its context.
type bodyOf struct{}

// limitBody gives the body of a request another d to arrive in.
func limitBody(r *http.Request, d time.Duration) {
	if b, ok := r.Context().Value(bodyOf{}).(*body); ok {
		b.limit(d)
	}
}

func (b *body) limit(d time.Duration) {
	if !b.there {
		_ = b.connection.SetReadDeadline(time.Now().Add(d)) // fails only where there is no connection
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

// closing closes a connection whose context has ended after the answer: later requests on it
// could not be served.
type closing struct {
	http.ResponseWriter
	connection context.Context
}

// WriteHeader adds "Connection: close" if the context has ended.
func (c *closing) WriteHeader(status int) {
	if c.connection.Err() != nil {
		c.Header().Set("Connection", "close")
	}
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap is for [http.ResponseController].
func (c *closing) Unwrap() http.ResponseWriter { return c.ResponseWriter }
