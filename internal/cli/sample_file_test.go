package cli

import (
	"testing"

	"tetsuzuki/internal/sample"
)

// A file is read during the step before it only where that alters nothing that the reading asks.
func TestASampleFileIsReadDuringTheStepBefore(t *testing.T) {
	t.Parallel()
	file := func() (sample.Workbook, error) { return sample.Workbook{}, nil }
	ofAll, ofOne := sampleStep{file: file}, sampleStep{file: file, alters: "環境局"}
	for name, c := range map[string]struct {
		before, step sampleStep
		want         bool
	}{
		"after published figures":           {sampleStep{alters: noBureau}, ofAll, true},
		"one bureau's after another's":      {sampleStep{file: file, alters: "財務局"}, ofOne, true},
		"one bureau's after its own":        {ofOne, ofOne, false},
		"that of all after one bureau's":    {ofOne, ofAll, false},
		"one bureau's after that of all":    {ofAll, ofOne, false},
		"after a reorganisation":            {sampleStep{}, ofOne, false},
		"a step without a file has nothing": {sampleStep{alters: noBureau}, sampleStep{alters: noBureau}, false},
	} {
		if got := c.step.readDuring(c.before); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
