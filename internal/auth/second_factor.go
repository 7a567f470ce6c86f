package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// How many recovery codes an account has, and of how many characters of five random
// bits one is: over 112 bits a fast hash is enough (ASVS 6.5.2).
const (
	recoveryCodes  = 10
	recoveryLength = 24
)

// The parameters that every authenticator app knows (RFC 6238): six digits, a new code
// every 30 seconds, SHA-1. A code of the step before or after is taken, too, since
// clocks differ and people type slowly.
const (
	codePeriod = 30
	codeSkew   = 1
)

var codeOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// factorIssuer is the name of the service in an app. A name in kanji would make the QR code
// too fine for poor cameras.
const factorIssuer = "Tetsuzuki"

// NewFactorSecret makes a secret to share with an authenticator app.
func NewFactorSecret() []byte {
	secret := make([]byte, 20)
	_, _ = rand.Read(secret) // never fails
	return secret
}

// FactorKey is a secret as a person types it into an app, and as the address in the
// picture that an app reads.
func FactorKey(secret []byte, login string) (text, address string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: factorIssuer, AccountName: login, Secret: secret, Period: codePeriod})
	if err != nil {
		return "", "", registry.Failed("auth.FactorKey", err)
	}
	return key.Secret(), key.String(), nil
}

// CodeStep finds the time step to which a code belongs, among those that are accepted at a
// moment; ok is false if it belongs to none.
func CodeStep(secret []byte, entered string, at time.Time) (step int64, ok bool) {
	entered = entry(entered)
	key := base32Text.EncodeToString(secret)
	now := at.Unix() / codePeriod
	for s := now - codeSkew; s <= now+codeSkew; s++ {
		// An error is a code that is none: of another length.
		if match, err := hotp.ValidateCustom(entered, uint64(s), key, codeOptions); err == nil && match {
			step, ok = s, true
		}
	}
	return step, ok
}

// entry is a code in the form in which codes are compared: half width, upper case, without
// spaces and hyphens.
func entry(entered string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '‐', '−', 'ー', '\t', '\r', '\n':
			return -1
		}
		return r
	}, strings.ToUpper(norm.NFKC.String(entered)))
}

// NewRecoveryCodes makes the codes to be shown once, in groups of four, and the hashes
// to store.
func NewRecoveryCodes() (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		text := rand.Text()[:recoveryLength]
		hashes = append(hashes, recoveryHash(text))
		var groups []string
		for ; text != ""; text = text[4:] {
			groups = append(groups, text[:4])
		}
		codes = append(codes, strings.Join(groups, "-"))
	}
	return codes, hashes
}

func recoveryHash(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}

// How the audit log says which second proof there was.
const (
	byCode     = "code"
	byRecovery = "recovery_code"
)

// takeSecond checks the second proof of an account, a code of the app or a recovery code,
// which is longer, and uses it up. by says which of the two it was meant to be.
func takeSecond(ctx context.Context, st *store.Store, accountID int64, entered string, at time.Time) (by string, taken bool, err error) {
	entered = entry(entered)
	if len(entered) == recoveryLength {
		taken, err = st.TakeRecoveryCode(ctx, accountID, recoveryHash(entered))
		return byRecovery, taken, err
	}
	f, err := st.SecondFactor(ctx, accountID)
	if registry.CodeOf(err) == registry.NotFound {
		return byCode, false, nil
	}
	if err != nil {
		return byCode, false, err
	}
	step, ok := CodeStep(f.Secret, entered, at)
	if !ok {
		return byCode, false, nil
	}
	taken, err = st.TakeCode(ctx, accountID, step)
	return byCode, taken, err
}
