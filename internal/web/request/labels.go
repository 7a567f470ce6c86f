package request

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// OwnFields are fields that no sheet has.
var OwnFields = map[string]string{
	"priority_override": "重点手続の判定（人の判断）",
	"priority_reason":   "判定の理由",
}

// FieldLabel is what the standard form calls a field.
func FieldLabel(key string) string {
	if f := form.Current().Field(key); f != nil {
		return f.Label
	}
	if label, ok := OwnFields[key]; ok {
		return label
	}
	return key
}

// Severities are in the order of pages: the gravest first.
var Severities = []finding.Severity{finding.Error, finding.Warning, finding.Info}

// StateLabel is a state of an upload for people.
type StateLabel struct{ Label, Tone string }

// StateOfUpload is the state of an upload for people, which says of one that was
// replaced that it was.
func StateOfUpload(u registry.Upload) StateLabel {
	return StateLabel{u.StateLabel(), StateOf(u.State).Tone}
}

// BeingRead is said in place of an upload's state while its file is read.
var BeingRead = StateLabel{"検査中", "part"}

// StateOf is an upload's state for people.
func StateOf(s registry.UploadState) StateLabel {
	return StateLabel{s.Label(), map[registry.UploadState]string{
		registry.UploadReceived: "warn", registry.UploadStructure: "warn", registry.UploadStaged: "part", registry.UploadSubmitted: "part",
		registry.UploadReturned: "warn", registry.UploadFaulty: "bad", registry.UploadUnreadable: "bad", registry.UploadConfirmed: "good",
		registry.UploadUndone: "warn", registry.UploadUnchanged: "good",
	}[s]}
}
