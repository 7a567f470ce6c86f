package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"tetsuzuki/internal/registry"
)

// loginForm is the pattern of the constraint account_login_form.
var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,99}$`)

// emailForm is the pattern of the constraint account_email_form.
var emailForm = regexp.MustCompile(
	`^[A-Za-z0-9.!#$%&'*+/=?^_` + "`" +
		`{|}~-]+@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`,
)

const maxEmail = 254

// SignedInBy records a sign-in by an OpenID provider, and returns the account. The account
// is found by the provider's subject, or added; its name, role and bureau are updated from
// the provider. It is never found by its login: otherwise whoever can choose names at the
// provider could take over accounts.
func (s *Store) SignedInBy(ctx context.Context, p registry.Person, address string) (a registry.Account, err error) {
	const op = "store.SignedInBy"
	if len(p.Email) > maxEmail || !emailForm.MatchString(p.Email) {
		p.Email = ""
	}
	err = s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		var id int64
		err := q.get(ctx, &id, "identity-account", p.Issuer, p.Subject)
		switch registry.CodeOf(err) {
		case "":
		case registry.NotFound:
			if id, err = q.addPerson(ctx, p, address); err != nil {
				return err
			}
		default:
			return err
		}
		if a, err = account(ctx, q, id); err != nil {
			return err
		}
		if !a.DisabledAt.IsZero() {
			return registry.Errorf(registry.Forbidden, op, "このアカウントは停止しています。管理者にお問い合わせください。")
		}
		if a.Name != p.Name || a.Role != p.Role || a.BureauID != p.BureauID || p.Email != "" && a.Email != p.Email {
			if a, err = q.updateFromProvider(ctx, a, p, address); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, "account-signed-in", id); err != nil {
			return err
		}
		return q.audit(ctx, registry.ScopeOf(a).From(address), registry.AuditSignIn, a.Login, map[string]any{"by": p.Issuer})
	})
	return a, err
}

func (q querier) addPerson(ctx context.Context, p registry.Person, address string) (id int64, err error) {
	login := p.Login
	taken := !loginForm.MatchString(login)
	if !taken {
		if err := q.get(ctx, &taken, "account-login-taken", login); err != nil {
			return 0, err
		}
	}
	if taken {
		sum := sha256.Sum256([]byte(p.Issuer + "\x00" + p.Subject))
		login = "openid-" + hex.EncodeToString(sum[:8])
	}
	if err := q.get(ctx, &id, "account-add", login, p.Name, p.Role, p.BureauID, "", false, nil); err != nil {
		return 0, err
	}
	if _, err := q.exec(ctx, "identity-add", p.Issuer, p.Subject, id); err != nil {
		return 0, err
	}
	if _, err := q.exec(ctx, "account-set-email", id, p.Email); err != nil {
		return 0, err
	}
	added := registry.Account{Name: p.Name, Role: p.Role, BureauID: p.BureauID, Email: p.Email}
	return id, q.audit(
		ctx,
		registry.Scope{AccountID: id, Actor: p.Issuer, Address: address},
		registry.AuditAccountAdded,
		login,
		accountDetail(added),
	)
}

// updateFromProvider updates an account from the provider's claims.
func (q querier) updateFromProvider(ctx context.Context, a registry.Account, p registry.Person, address string) (registry.Account, error) {
	if _, err := q.exec(ctx, "account-change", a.ID, p.Name, p.Role, p.BureauID); err != nil {
		return a, err
	}
	if p.Email != "" { // an address entered by hand stays
		if _, err := q.exec(ctx, "account-set-email", a.ID, p.Email); err != nil {
			return a, err
		}
	}
	after, err := account(ctx, q, a.ID)
	if err != nil {
		return a, err
	}
	return after, q.audit(ctx, registry.Scope{AccountID: a.ID, Actor: p.Issuer, Address: address}, registry.AuditAccountChanged, a.Login,
		map[string]any{"before": accountDetail(a), "after": accountDetail(after)})
}
