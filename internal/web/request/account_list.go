package request

import (
	"context"
	"io"
	"os"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// CheckAccountFile reads a list of accounts and says what becomes of each line. It writes
// nothing.
func (s *Service) CheckAccountFile(ctx context.Context, scope registry.Scope, name string, f *os.File) (auth.AccountList, error) {
	const op = "request.checkAccountFile"
	if err := scope.Require(op, registry.Administer); err != nil {
		return auth.AccountList{}, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return auth.AccountList{}, registry.Failed(op, err)
	}
	lines, err := s.Intake.ReadAccountList(ctx, name, f, size)
	if err != nil {
		return auth.AccountList{}, err
	}
	return auth.CheckAccountList(ctx, s.Store, scope, lines, s.Now())
}

// BlankAccountList is the list of accounts to fill in.
func (s *Service) BlankAccountList(ctx context.Context) (report.AccountList, error) {
	bureaus, err := s.Store.Bureaus(ctx)
	return report.AccountList{Bureaus: registry.Employers(bureaus, 0, s.Now())}, err
}
