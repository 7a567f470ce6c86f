package request

import (
	"context"
	"io"
	"os"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// ImportProposals reads a list of proposals and says what becomes of each line, or takes it.
func (s *Service) ImportProposals(
	ctx context.Context,
	scope registry.Scope,
	name string,
	f *os.File,
	take bool,
) (store.ProposalImport, error) {
	const op = "request.ImportProposals"
	if err := scope.Require(op, registry.Propose); err != nil {
		return store.ProposalImport{}, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return store.ProposalImport{}, registry.Failed(op, err)
	}
	lines, err := s.Intake.ReadProposalList(ctx, name, f, size)
	if err != nil {
		return store.ProposalImport{}, err
	}
	return s.Store.ImportProposals(ctx, scope, lines, take)
}
