package auth_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

// forger is a provider that says whatever a test wants: what a real one never does.
type forger struct {
	*httptest.Server
	t       *testing.T
	issuer  string // that it says it is
	key     *rsa.PrivateKey
	token   func() string  // the ID token that it hands out
	person  map[string]any // what it says besides
	entered url.Values     // what it was asked for a token with
}

func newForger(t *testing.T) *forger {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	f := &forger{t: t, key: key}
	mux := http.NewServeMux()
	answer := func(path string, what func(*http.Request) any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if err := json.NewEncoder(w).Encode(what(r)); err != nil {
				t.Error(err)
			}
		})
	}
	answer("/.well-known/openid-configuration", func(*http.Request) any {
		return map[string]any{"issuer": f.issuer, "authorization_endpoint": f.URL + "/authorize", "token_endpoint": f.URL + "/token",
			"jwks_uri": f.URL + "/keys", "userinfo_endpoint": f.URL + "/person", "id_token_signing_alg_values_supported": []string{"RS256"}}
	})
	answer("/keys", func(*http.Request) any {
		return map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig",
			"n": encoded(key.N.Bytes()), "e": encoded(big.NewInt(int64(key.E)).Bytes())}}}
	})
	answer("/person", func(*http.Request) any { return f.person })
	answer("/token", func(r *http.Request) any {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		f.entered = r.PostForm
		return map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": f.token()}
	})
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	f.issuer = f.URL
	return f
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// unsigned is the part of a token that is signed.
func unsigned(t *testing.T, algorithm string, claims map[string]any) string {
	t.Helper()
	head, err := json.Marshal(map[string]string{"alg": algorithm, "kid": "1", "typ": "JWT"})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return encoded(head) + "." + encoded(body)
}

func signed(t *testing.T, key *rsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	text := unsigned(t, "RS256", claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + encoded(signature)
}

// A token that is not the provider's word about this sign-in opens nothing.
func TestAForgedIDTokenIsRefused(t *testing.T) {
	t.Parallel()
	const secret = "a made-up secret of the client!!"
	f := newForger(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any // of a token that is right
	with := func(name string, value any) string {
		c := maps.Clone(claims)
		c[name] = value
		return signed(t, f.key, c)
	}
	for _, c := range []struct {
		name  string
		token func() string
		right bool
	}{
		{"the provider's word", func() string { return signed(t, f.key, claims) }, true},
		{"for several, this service among them", func() string { return with("aud", []string{"other", "tetsuzuki"}) }, true},
		{"of another sign-in", func() string { return with("nonce", "another") }, false},
		{"of no sign-in", func() string { return with("nonce", nil) }, false},
		{"for another service", func() string { return with("aud", "other") }, false},
		{"by another provider", func() string { return with("iss", "https://other.example") }, false},
		{"that has ended", func() string { return with("exp", time.Now().Add(-time.Minute).Unix()) }, false},
		{"without an end", func() string { return with("exp", nil) }, false},
		{"signed by somebody else", func() string { return signed(t, other, claims) }, false},
		{"signed by nobody", func() string { return unsigned(t, "none", claims) + "." }, false},
		{"with the signature of another", func() string {
			mine, right := with("sub", "admin"), signed(t, f.key, claims)
			return mine[:strings.LastIndex(mine, ".")] + right[strings.LastIndex(right, "."):]
		}, false},
		{"signed with what the client knows", func() string {
			text := unsigned(t, "HS256", claims)
			h := hmac.New(sha256.New, []byte(secret))
			h.Write([]byte(text))
			return text + "." + encoded(h.Sum(nil))
		}, false},
		{"none at all", func() string { return "" }, false},
		{"nonsense", func() string { return "a.b.c" }, false},
	} {
		o := auth.NewOpenID(auth.OpenIDConfig{Issuer: f.URL, ClientID: "tetsuzuki", ClientSecret: secret, GroupsClaim: "groups",
			Roles: []auth.GroupRole{{Group: "g", Role: registry.Planner}}}, "https://t.example/back", time.Now)
		to, flow, err := o.Begin(t.Context(), "/", false)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		claims = map[string]any{"iss": f.URL, "sub": "hanako", "aud": "tetsuzuki", "nonce": asked.Query().Get("nonce"), "name": "架空 花子",
			"groups": []string{"g"}, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
		f.token = c.token
		v, err := o.Finish(t.Context(), flow, flow.State, "code")
		if c.right && (err != nil || v.Person.Subject != "hanako") || !c.right && registry.CodeOf(err) != registry.Unauthenticated {
			t.Errorf("%s: %+v, %v", c.name, v, err)
		}
		sum := sha256.Sum256([]byte(f.entered.Get("code_verifier")))
		if encoded(sum[:]) != asked.Query().Get("code_challenge") {
			t.Errorf("%s: the verifier is not that of the challenge", c.name)
		}
	}
}

// Neither another's word about the person, nor a provider that says it is another one,
// is believed.
func TestAProviderThatContradictsItselfIsNotBelieved(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	config := auth.OpenIDConfig{Issuer: f.URL, ClientID: "tetsuzuki", ClientSecret: "x", GroupsClaim: "groups",
		Roles: []auth.GroupRole{{Group: "g", Role: registry.Planner}}}
	for subject, want := range map[string]registry.Code{"hanako": "", "taro": registry.Unauthenticated, "": registry.Unauthenticated} {
		o := auth.NewOpenID(config, "https://t.example/back", time.Now)
		_, flow, err := o.Begin(t.Context(), "/", false)
		if err != nil {
			t.Fatal(err)
		}
		f.token = func() string {
			return signed(t, f.key, map[string]any{"iss": f.URL, "sub": "hanako", "aud": "tetsuzuki", "nonce": flow.Nonce, "exp": time.Now().
				Add(time.Minute).Unix()})
		}
		f.person = map[string]any{"sub": subject, "name": "架空 花子", "groups": []string{"g"}}
		if _, err := o.Finish(t.Context(), flow, flow.State, "code"); registry.CodeOf(err) != want {
			t.Errorf("about %q: %v", subject, err)
		}
	}
	f.issuer = "https://other.example"
	if _, _, err := auth.NewOpenID(config, "https://t.example/back", time.Now).
		Begin(t.Context(), "/", false); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("a provider that says it is another: %v", err)
	}
}
