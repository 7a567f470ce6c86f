package api

import (
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// Routes is every address of the API with what it asks of whoever calls it, and the
// parameters that it takes.
func (s *Handlers) Routes() []request.Route {
	return []request.Route{
		request.Get("/api/v1/openapi.yaml", request.Public, s.description),
		get("/api/v1/processes", registry.Read, asked(store.ProcessParameters, s.processes)),
		get("/api/v1/processes/:id", registry.Read, asked(asOf, s.process)),
		patch("/api/v1/processes/:id", registry.Edit, plain(s.edit)),
		put("/api/v1/processes/:id/priority", registry.Overrule, plain(s.overrule)),
		get("/api/v1/priorities", registry.Read, asked(priorityParameters, s.priorities)),
		get("/api/v1/progress", registry.Read, asked(asOf, s.progress)),
		get("/api/v1/snapshots", registry.Read, plain(s.snapshots)),
		post("/api/v1/snapshots", registry.Publish, plain(s.addSnapshot)),
		get("/api/v1/snapshots/:id", registry.Read, plain(s.snapshot)),
		get("/api/v1/bureaus", registry.Read, plain(s.bureaus)),
		get("/api/v1/uploads", registry.Read, asked(uploadParameters, s.uploads)),
		post("/api/v1/uploads", registry.HandIn, filled(uploadFields, s.receive)).Within(s.Receiving()),
		get("/api/v1/uploads/:id", registry.Read, plain(s.upload)),
		get("/api/v1/uploads/:id/undo", registry.Undo, asked(undoParameters, s.undoPreview(store.Undo))),
		post("/api/v1/uploads/:id/undo", registry.Undo, plain(s.reverse(store.Undo))).Within(request.Reversing),
		get("/api/v1/uploads/:id/redo", registry.Undo, asked(undoParameters, s.undoPreview(store.Redo))),
		post("/api/v1/uploads/:id/redo", registry.Undo, plain(s.reverse(store.Redo))).Within(request.Reversing),
		get("/api/v1/transfers", registry.Read, asked(transferParameters, s.transfers)),
		post("/api/v1/transfers", registry.Edit, plain(s.propose)),
		get("/api/v1/transfers/:id", registry.Read, plain(s.transfer)),
		post("/api/v1/transfers/:id/accept", registry.Approve, plain(s.accept)).Within(request.Reversing),
		post("/api/v1/transfers/:id/refuse", registry.Approve, plain(s.refuse)),
		post("/api/v1/transfers/:id/withdraw", registry.Edit, plain(s.withdraw)),
		get("/api/v1/audit-events", registry.Audit, asked(store.AuditParameters, s.audit)),
		get("/api/v1/reconciliation", registry.Read, asked(periodParameters, s.reconciliation)),
		get("/api/v1/uploads/:id/events", registry.Read, plain(s.uploadEvents)),
		get("/api/v1/uploads/:id/findings", registry.Read, asked(findingParameters, s.findings)),
		post("/api/v1/uploads/:id/consent", registry.HandIn, plain(s.consent)).Within(s.Receiving()),
		get("/api/v1/uploads/:id/questions", registry.Read, plain(s.questions)),
		get("/api/v1/uploads/:id/missing", registry.Read, asked(missingParameters, s.missing)),
		post("/api/v1/uploads/:id/decisions", registry.HandIn, plain(s.decide)).Within(s.Receiving()),
		get("/api/v1/uploads/:id/structure", registry.Read, plain(s.structure)),
		post("/api/v1/uploads/:id/structure", registry.HandIn, plain(s.settleStructure)).Within(s.Receiving()),
		get("/api/v1/uploads/:id/matches", registry.Read, asked(placeParameters, s.matches)),
		post("/api/v1/uploads/:id/matches", registry.HandIn, plain(s.match)).Within(s.Receiving()),
		get("/api/v1/uploads/:id/conflicts", registry.Read, asked(placeParameters, s.conflicts)),
		post("/api/v1/uploads/:id/conflicts", registry.HandIn, plain(s.resolve)).Within(s.Receiving()),
		post("/api/v1/uploads/:id/clears", registry.HandIn, plain(s.setClears)).Within(s.Receiving()),
		post("/api/v1/uploads/:id/stage", registry.HandIn, plain(s.stage)).Within(s.Receiving()),
		get("/api/v1/uploads/:id/difference", registry.Read, asked(differenceParameters, s.difference)),
		get("/api/v1/uploads/:id/file", registry.Read, plain(s.UploadFile)).Within(request.Exporting),
		get("/api/v1/uploads/:id/marked", registry.Read, plain(s.MarkedFile)).Within(request.Exporting),
		get("/api/v1/uploads/:id/remainder", registry.Read, plain(s.Remainder)).Within(request.Exporting),
		get("/api/v1/uploads/:id/receipt", registry.Read, plain(s.receipt)),
		get("/api/v1/uploads/:id/receipt.xlsx", registry.Read, plain(s.ReceiptXLSX)),
		post("/api/v1/uploads/:id/submit", registry.HandIn, plain(s.submit)).Within(s.Receiving()),
		post("/api/v1/uploads/:id/approve", registry.HandIn, plain(s.approve)).Within(s.Receiving()),
		post("/api/v1/uploads/:id/return", registry.HandIn, plain(s.returnUpload)),
		post("/api/v1/uploads/:id/discard", registry.HandIn, plain(s.discard)),
		get("/api/v1/rounds", registry.Read, plain(s.rounds)),
		post("/api/v1/rounds", registry.Configure, plain(s.addRound)),
		put("/api/v1/rounds/:id", registry.Configure, plain(s.changeRound)),
		post("/api/v1/rounds/:id/reminders", registry.Configure, plain(s.remind)),
		get("/api/v1/board", registry.Read, asked(boardParameters, s.board)),
		get("/api/v1/notices", registry.HandIn, plain(s.notices)),
		post("/api/v1/notices/read", registry.HandIn, plain(s.readNotices)),
		get("/api/v1/deputies", registry.Read, plain(s.deputies)),
		post("/api/v1/deputies", registry.Approve, plain(s.addDeputy)),
		post("/api/v1/deputies/:id/end", registry.Approve, plain(s.endDeputy)),
	}
}
