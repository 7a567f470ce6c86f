package job

import (
	"context"

	"tetsuzuki/internal/intake"
)

// Reads is the handler of [registry.JobRead]: it reads uploads.
func Reads(in *intake.Intake) Handler {
	return func(ctx context.Context, j *Job) error {
		var r intake.Reading
		if err := j.Decode(&r); err != nil {
			return err
		}
		return in.Read(ctx, j.Scope, r, j.Progress, j.FinishIn)
	}
}
