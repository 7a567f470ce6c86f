package auth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The keys of what a session holds.
const (
	sessionAccount  = "account"  // int64
	sessionPrevious = "previous" // int64: the sign-in before this one, in Unix seconds
	sessionProved   = "proved"   // int64: when the account last proved who it is, in Unix seconds
	sessionKey      = "key"      // string: registry.Session.Key
	sessionAddress  = "address"  // string
	sessionAgent    = "agent"    // string
	sessionFlow     = "flow"     // string: a Flow as JSON
	sessionAwaited  = "awaited"  // string: an Awaited as JSON
	sessionOwn      = "own"      // bool: signed in by a password kept here
	sessionSecret   = "secret"   // []byte: of the second factor that is being set up
)

// Sessions keeps who is signed in, in the registry's database: the cookie holds a
// random token and the database its hash only.
type Sessions struct {
	*scs.SessionManager
	kept sessionStore
}

// NewSessions makes the session keeper. A session ends after idle without a
// request, and after limit in any case. With secure the cookie goes over TLS only
// and is bound to the host.
func NewSessions(st *store.Store, idle, limit time.Duration, secure bool) Sessions {
	m := scs.New()
	m.Store = sessionStore{st, idle, limit}
	m.HashTokenInStore = true
	m.Lifetime = limit
	m.Cookie.Name = "tetsuzuki_session"
	m.Cookie.Persist = false
	if secure {
		m.Cookie.Name = "__Host-" + m.Cookie.Name
		m.Cookie.Secure = true
	}
	return Sessions{m, sessionStore{st, idle, limit}}
}

// Begin signs an account in on the session of ctx, under a new token and with
// nothing left of whoever had the session before. Of from it takes Address and
// Agent; at is when the account proved who it is, zero if that is not known. own is for
// a sign-in by a password kept here.
func (s Sessions) Begin(ctx context.Context, a registry.Account, from registry.Session, at time.Time, own bool) error {
	if err := s.anew(ctx); err != nil {
		return err
	}
	s.Put(ctx, sessionOwn, own)
	s.Put(ctx, sessionAccount, a.ID)
	s.Put(ctx, sessionKey, rand.Text())
	s.Put(ctx, sessionAddress, from.Address)
	s.Put(ctx, sessionAgent, bounded(from.Agent))
	s.Put(ctx, sessionProved, at.Unix())
	if !a.LastSignInAt.IsZero() {
		s.Put(ctx, sessionPrevious, a.LastSignInAt.Unix())
	}
	return nil
}

// loaded is the context key of the token by which a request found its session; looking is
// where its caller is written to; going marks a save that must not bring back a session which
// has ended.
type (
	loaded  struct{}
	looking struct{}
	going   struct{}
)

// found is what [Sessions.Load] found besides the session.
type found struct {
	store.Caller
	hash string // of the token
}

// Load finds the session of a token, for the requests of one browser, and who has it; the
// zero Caller where the token is empty.
func (s Sessions) Load(ctx context.Context, token string) (context.Context, store.Caller, error) {
	f := &found{}
	ctx, err := s.SessionManager.Load(context.WithValue(ctx, looking{}, f), token)
	if err != nil {
		return nil, store.Caller{}, err
	}
	return context.WithValue(ctx, loaded{}, s.Token(ctx)), f.Caller, nil
}

// Used notes that the session of ctx is used, where that is due and nothing else of it is
// saved.
func (s Sessions) Used(ctx context.Context) error {
	f, _ := ctx.Value(looking{}).(*found)
	if f == nil || !f.Due {
		return nil
	}
	return s.kept.store.SessionUsed(ctx, []byte(f.hash), s.kept.idle, s.kept.limit)
}

// Commit saves the session of ctx. It is a NotFound error where the session has ended
// since [Sessions.Load]: a request that was on its way meanwhile, which can be for
// minutes, must not bring it back.
func (s Sessions) Commit(ctx context.Context) (token string, expires time.Time, err error) {
	if t := s.Token(ctx); t != "" && t == ctx.Value(loaded{}) {
		ctx = context.WithValue(ctx, going{}, true)
	}
	return s.SessionManager.Commit(ctx)
}

func (s Sessions) anew(ctx context.Context) error {
	if err := s.Clear(ctx); err != nil {
		return registry.Failed("auth.anew", err)
	}
	if err := s.RenewToken(ctx); err != nil {
		return registry.Failed("auth.anew", err)
	}
	return nil
}

// Await puts a sign-in that waits for its second proof into the session, under a new token and
// with nothing else: nobody is signed in yet.
func (s Sessions) Await(ctx context.Context, w Awaited) error {
	text, err := json.Marshal(w)
	if err != nil {
		return registry.Failed("auth.Await", err)
	}
	if err := s.anew(ctx); err != nil {
		return err
	}
	s.Put(ctx, sessionAwaited, string(text))
	return nil
}

// Awaited is the sign-in that waits for its second proof; the zero Awaited where there
// is none.
func (s Sessions) Awaited(ctx context.Context) (w Awaited) {
	if json.Unmarshal([]byte(s.GetString(ctx, sessionAwaited)), &w) != nil {
		return Awaited{}
	}
	return w
}

// Own reports whether the session was begun by a password kept here, not by a provider.
func (s Sessions) Own(ctx context.Context) bool { return s.GetBool(ctx, sessionOwn) }

// NewFactor gives the secret of the second factor that is being set up in the session,
// the same one until [Sessions.FactorDone].
func (s Sessions) NewFactor(ctx context.Context) []byte {
	secret := s.GetBytes(ctx, sessionSecret)
	if secret == nil {
		secret = NewFactorSecret()
		s.Put(ctx, sessionSecret, secret)
	}
	return secret
}

// FactorDone forgets the secret of [Sessions.NewFactor], and gives the session a new
// token: what the account is proved by has changed.
func (s Sessions) FactorDone(ctx context.Context) error {
	if err := s.RenewToken(ctx); err != nil {
		return registry.Failed("auth.FactorDone", err)
	}
	s.Remove(ctx, sessionSecret)
	return nil
}

// bounded shortens a text that a browser sends about itself and drops what cannot be printed.
func bounded(agent string) string {
	const most = 300
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			return r
		}
		return -1
	}, agent[:min(len(agent), most)])
}

// Proved notes that whoever is signed in has proved it once more.
func (s Sessions) Proved(ctx context.Context, at time.Time) error {
	if err := s.RenewToken(ctx); err != nil {
		return registry.Failed("auth.Proved", err)
	}
	s.Put(ctx, sessionProved, at.Unix())
	return nil
}

// LastProof is when the account last proved who it is.
func (s Sessions) LastProof(ctx context.Context) time.Time {
	return time.Unix(s.GetInt64(ctx, sessionProved), 0)
}

// Key names the session of ctx, see [registry.Session]; empty while nobody is
// signed in.
func (s Sessions) Key(ctx context.Context) string { return s.GetString(ctx, sessionKey) }

// KeepFlow keeps a sign-in by OpenID that is on its way.
func (s Sessions) KeepFlow(ctx context.Context, f Flow) error {
	text, err := json.Marshal(f)
	if err != nil {
		return registry.Failed("auth.KeepFlow", err)
	}
	s.Put(ctx, sessionFlow, string(text))
	return nil
}

// TakeFlow gives the sign-in that is on its way, once; the zero Flow where there is
// none.
func (s Sessions) TakeFlow(ctx context.Context) (f Flow) {
	if text := s.PopString(ctx, sessionFlow); json.Unmarshal([]byte(text), &f) != nil {
		return Flow{}
	}
	return f
}

// Account is the ID of the account that is signed in; 0 if none.
func (s Sessions) Account(ctx context.Context) int64 { return s.GetInt64(ctx, sessionAccount) }

// PreviousSignIn is when the account signed in before this session; zero if never.
func (s Sessions) PreviousSignIn(ctx context.Context) time.Time {
	if seconds := s.GetInt64(ctx, sessionPrevious); seconds != 0 {
		return time.Unix(seconds, 0)
	}
	return time.Time{}
}

// sessionStore keeps scs's sessions in PostgreSQL.
type sessionStore struct {
	store *store.Store
	idle  time.Duration // without a request, after which a session ends
	limit time.Duration // of a session, whatever the program's clock does
}

// FindCtx, CommitCtx and DeleteCtx are scs.CtxStore; token is already a hash.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	c, err := s.store.CallerBySession(ctx, []byte(token), s.idle)
	if f, ok := ctx.Value(looking{}).(*found); ok && err == nil {
		*f = found{c, token}
	}
	return c.Session, c.Session != nil, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return registry.Failed("auth.CommitCtx", err)
	}
	account, _ := values[sessionAccount].(int64)
	text := func(key string) string { v, _ := values[key].(string); return v }
	about := registry.Session{Key: text(sessionKey), Address: text(sessionAddress), Agent: text(sessionAgent)}
	lasts := min(s.idle, time.Until(expiry))
	if ctx.Value(going{}) != nil {
		return s.store.SaveSession(ctx, []byte(token), account, about, data, lasts, s.limit)
	}
	return s.store.AddSession(ctx, []byte(token), account, about, data, lasts)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.DeleteSession(ctx, []byte(token))
}

// Find, Commit and Delete complete scs.Store, which demands them although scs calls the forms
// with a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
