package report_test

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/wording"
)

// The receipt says everything in the programs that offices use.
func TestTheReceiptOpensEverywhere(t *testing.T) {
	t.Parallel()
	at := time.Date(2022, 6, 3, 1, 15, 0, 0, time.UTC)
	approved := registry.UploadEvent{At: at, Actor: "架空の承認者", Kind: registry.EventApproved, Text: "架空の部長の代理"}
	r := report.Receipt{
		Upload: registry.Upload{ID: 120, ReceivedAt: at, Actor: "架空の入力者", BureauID: 1, Bureau: "環境局", FileName: "=架空の棚卸.xlsx", Bytes: 12345,
			SHA256: [32]byte{0xab}, Reason: "架空の棚卸", FinishedAt: at, ChangeID: 7, RemainderOf: 119,
			Counts: registry.UploadCounts{New: 1234, Changed: 2, Unchanged: 3, Missing: 4, Faulty: 5}},
		State: "登録済み", Records: 1244, SameAs: 100, Decisions: []report.Decided{{Label: "廃止", Count: 4}},
		Submitted: registry.UploadEvent{At: at, Actor: "架空の入力者", Kind: registry.EventSubmitted, Text: "よろしく"}, Approved: approved,
		Steps: []report.Step{
			{UploadEvent: registry.UploadEvent{At: at, Actor: "架空の承認者", Kind: registry.EventReturned, Text: "架空の理由",
				Remarks: []registry.Remark{{Sheet: "一覧", Cell: "K17", Text: "千件では？"}}}, Label: "差戻し"},
			{UploadEvent: approved, Label: "承認"}},
	}
	file := filepath.Join(t.TempDir(), "receipt.xlsx")
	if err := report.WriteFile(file, func(w io.Writer) error { return r.WriteXLSX(w) }); err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			text := p.read(t, file)
			wording.Check(t, "the receipt", text)
			for _, want := range []string{"120", "環境局", "登録済み", "2022-06-03 10:15", "=架空の棚卸.xlsx（12,345 バイト）", "ab" + strings.Repeat("0", 62),
				"架空の入力者",
				"架空の承認者　2022-06-03 10:15（架空の部長の代理）", "受付番号 100 と同じ内容です", "受付番号 119 の", "架空の棚卸", "うち廃止", "差戻し", "架空の理由", "一覧 K17：千件では？", "承認"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in\n%s", want, text)
				}
			}
			if !strings.Contains(text, "1234") && !strings.Contains(text, "1,234") {
				t.Errorf("the count of new ones is missing in\n%s", text)
			}
			if strings.Contains(text, "よろしく") {
				t.Error("what the sender said to the approver stands beside the name")
			}
		})
	}
}
