package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"tetsuzuki/internal/registry"
)

// OpenIDConfig is how people sign in by an OpenID Connect provider; with an empty
// Issuer they do not.
type OpenIDConfig struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Label        string   // what the button says
	Scopes       []string // besides openid and profile
	GroupsClaim  string   // the claim that lists a person's groups
	Roles        []GroupRole
}

// GroupRole is the role that a provider's group has here. Of several groups that a
// person is in, the first one in the configuration counts.
type GroupRole struct {
	Group  string
	Role   registry.Role
	Bureau string // name or code, for roles of a bureau
}

// OpenID signs people in by a provider: authorization code with PKCE, state and
// nonce.
type OpenID struct {
	config   OpenIDConfig
	redirect string
	client   *http.Client
	now      func() time.Time

	mu       sync.Mutex
	provider *oidc.Provider // nil until the provider has answered
}

// NewOpenID makes it; redirect is the callback's full address, as it is registered
// at the provider. The provider need not be up yet.
func NewOpenID(config OpenIDConfig, redirect string, now func() time.Time) *OpenID {
	return &OpenID{config: config, redirect: redirect, now: now, client: &http.Client{Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}} // nobody else is asked
}

// Label is what the button says.
func (o *OpenID) Label() string { return o.config.Label }

// Flow is a sign-in at the provider that has begun and not ended. The session of whoever began
// it holds it.
type Flow struct {
	State, Nonce, Verifier string
	Next                   string    // where to lead afterwards
	Again                  bool      // the provider must ask for the proof anew
	Begun                  time.Time // it does not count for long
}

// flowLasts is how long a person may take at the provider.
const flowLasts = 15 * time.Minute

// Begin starts a sign-in and gives the provider's address to lead to.
func (o *OpenID) Begin(ctx context.Context, next string, again bool) (to string, f Flow, err error) {
	provider, err := o.reach(ctx)
	if err != nil {
		return "", f, err
	}
	f = Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: next, Again: again, Begun: o.now()}
	opts := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if again {
		opts = append(opts, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return o.oauth(provider).AuthCodeURL(f.State, opts...), f, nil
}

// Vouched is the result of a sign-in at the provider.
type Vouched struct {
	Person registry.Person // without its bureau's number
	Bureau string          // name or code; empty unless the role is of a bureau
	At     time.Time       // when the person proved who they are; zero: the provider does not say
}

// claims are what is read of a person.
type claims struct {
	Name     string `json:"name"`
	Username string `json:"preferred_username"`
	AuthTime int64  `json:"auth_time"`
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // some providers write it as a text
}

// email is the person's address; empty unless the provider has verified it.
func (c claims) email() string {
	if c.Verified == true || c.Verified == "true" {
		return c.Email
	}
	return ""
}

// Finish ends a sign-in with what the provider sent back.
func (o *OpenID) Finish(ctx context.Context, f Flow, state, code string) (Vouched, error) {
	const op = "auth.OpenID.Finish"
	if f.State == "" || subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) != 1 || code == "" ||
		o.now().Sub(f.Begun).Abs() > flowLasts {
		return Vouched{}, registry.Errorf(registry.Unauthenticated, op, "サインインを続けられませんでした。もう一度はじめからお試しください。")
	}
	provider, err := o.reach(ctx)
	if err != nil {
		return Vouched{}, err
	}
	ctx = oidc.ClientContext(ctx, o.client)
	config := o.oauth(provider)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return Vouched{}, refused(op, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), o.client),
		&oidc.Config{ClientID: o.config.ClientID, Now: o.now}).Verify(ctx, raw)
	if err != nil {
		return Vouched{}, refused(op, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return Vouched{}, registry.Errorf(registry.Unauthenticated, op, "サインインを続けられませんでした。もう一度はじめからお試しください。")
	}
	var c claims
	all := map[string]any{}
	if err := id.Claims(&c); err != nil {
		return Vouched{}, refused(op, err)
	}
	if err := id.Claims(&all); err != nil {
		return Vouched{}, refused(op, err)
	}
	if _, there := all[o.config.GroupsClaim]; !there || c.Name == "" || c.Email == "" && slices.Contains(o.config.Scopes, "email") {
		if err := o.more(ctx, provider, config.TokenSource(ctx, token), id.Subject, &c, &all); err != nil {
			return Vouched{}, err
		}
	}
	v := Vouched{Person: registry.Person{Issuer: id.Issuer, Subject: id.Subject, Name: strings.TrimSpace(c.Name), Login: Login(c.Username),
		Email: c.email()}}
	if v.Person.Name == "" {
		v.Person.Name = id.Subject
	}
	if c.AuthTime != 0 {
		v.At = time.Unix(c.AuthTime, 0)
	}
	if f.Again && v.At.Before(f.Begun.Add(-time.Minute)) { // a clock may be off
		return Vouched{}, registry.Errorf(registry.Unauthenticated, op, "本人の確認ができませんでした。もう一度サインインしてください。")
	}
	groups := textsOf(all[o.config.GroupsClaim])
	for _, r := range o.config.Roles {
		if slices.Contains(groups, r.Group) {
			v.Person.Role, v.Bureau = r.Role, r.Bureau
			return v, nil
		}
	}
	return Vouched{}, registry.Errorf(registry.Forbidden, op, "このサービスを使う権限がありません。所属のグループを管理者にお確かめください。")
}

// more adds the claims that the provider gives only at its address for them.
func (o *OpenID) more(
	ctx context.Context,
	provider *oidc.Provider,
	source oauth2.TokenSource,
	subject string,
	c *claims,
	all *map[string]any,
) error {
	const op = "auth.OpenID.more"
	info, err := provider.UserInfo(ctx, source)
	if err != nil {
		return refused(op, err)
	}
	if info.Subject != subject {
		return registry.Errorf(registry.Unauthenticated, op, "サインインを続けられませんでした。もう一度はじめからお試しください。")
	}
	proved := c.AuthTime
	if err := info.Claims(c); err != nil {
		return refused(op, err)
	}
	c.AuthTime = proved // what the token says is signed
	if err := info.Claims(all); err != nil {
		return refused(op, err)
	}
	return nil
}

// reach asks the provider for its addresses, once.
func (o *OpenID) reach(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider == nil {
		// The provider keeps the client for the keys, beyond this request.
		provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.client), o.config.Issuer)
		if err != nil {
			return nil, &registry.Error{Code: registry.Unavailable, Op: "auth.OpenID.reach", Err: err,
				Message: "サインインのためのサービスに接続できません。時間をおいてもう一度お試しください。"}
		}
		o.provider = provider
	}
	return o.provider, nil
}

func (o *OpenID) oauth(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: o.config.ClientID, ClientSecret: o.config.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: o.redirect, Scopes: append([]string{oidc.ScopeOpenID, "profile"}, o.config.Scopes...)}
}

func refused(op string, err error) error {
	return &registry.Error{Code: registry.Unauthenticated, Op: op, Err: err,
		Message: "サインインを確かめられませんでした。もう一度はじめからお試しください。"}
}

// textsOf is a claim that is a text or a list of texts.
func textsOf(claim any) []string {
	switch v := claim.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
