package webtest

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tetsuzuki/internal/web"
)

// Clock is a time that a test moves on.
type Clock struct{ later atomic.Int64 }

// Now is the moment that the clock shows.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.later.Load())) }

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) { c.later.Add(int64(d)) }

// Set has the service go by the clock.
func (c *Clock) Set(o *web.Options) { o.Now = c.Now }

// App is an authenticator app.
type App struct {
	Secret string
	Clock  *Clock
}

// Code is what the app shows now.
func (a App) Code(t *testing.T) string {
	t.Helper()
	code, err := totp.GenerateCode(a.Secret, a.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Next is what it shows once another code has come.
func (a App) Next(t *testing.T) string {
	t.Helper()
	a.Clock.Pass(30 * time.Second)
	return a.Code(t)
}
