package web

import (
	"net/http"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// exporting is for routes that make a file of everything.
var exporting = limits{time: 5 * time.Minute}

// receiving is for routes that take a file in, with some room for the form around
// it, or write one to the registry.
func (s *server) receiving() limits {
	return limits{body: s.intake.MaxBytes() + 1<<20, time: 10 * time.Minute}
}

// reversing is for routes that write to many processes at once.
var reversing = limits{time: 5 * time.Minute}

// routes is every address of the service with what it asks of whoever calls it.
// A route that states no permission keeps the service from starting.
func (s *server) routes() []route {
	const (
		get   = http.MethodGet
		post  = http.MethodPost
		put   = http.MethodPut
		patch = http.MethodPatch
	)
	return []route{
		{get, "/healthz", public, s.health, limits{}},
		{get, "/readyz", public, s.ready, limits{}},
		{get, "/static/:hash/:name", public, s.static, limits{}},

		{get, "/sign-in", public, s.signInPage, limits{}},
		{post, "/sign-in", public, s.signIn, limits{}},
		{get, "/sign-in/openid", public, s.openIDBegin, limits{}},
		{get, openIDCallback, public, s.openIDEnd, limits{}},
		{get, "/sign-in/code", public, s.signInCodePage, limits{}},
		{post, "/sign-in/code", public, s.signInCode, limits{}},
		{post, "/sign-out", public, s.signOut, limits{}},

		{get, "/", needs(registry.Read), s.dashboard, limits{}},
		{get, "/processes", needs(registry.Read), s.processes, limits{}},
		{get, "/processes/:id", needs(registry.Read), s.process, limits{}},
		{get, "/processes/:id/edit", needs(registry.Edit), s.processEdit, limits{}},
		{post, "/processes/:id/edit", needs(registry.Edit), s.saveProcess, limits{}},
		{get, "/processes/:id/priority", needs(registry.Overrule), s.processPriority, limits{}},
		{post, "/processes/:id/priority", needs(registry.Overrule), s.overrulePriority, limits{}},
		{get, "/processes.xlsx", needs(registry.Export), s.exportXLSX, exporting},
		{get, "/processes.csv", needs(registry.Export), s.exportCSV, exporting},
		{get, "/priorities", needs(registry.Read), s.priorities, limits{}},
		{get, "/uploads", needs(registry.Read), s.uploads, limits{}},
		{post, "/uploads", needs(registry.Upload), s.receive, s.receiving()},
		{get, "/uploads/form.xlsx", needs(registry.Read), s.blankForm, limits{}},
		{get, "/uploads/:id", needs(registry.Read), s.upload, limits{}},
		{get, "/uploads/:id/findings", needs(registry.Read), s.findingsPage, limits{}},
		{get, "/uploads/:id/difference", needs(registry.Read), s.differencePage, limits{}},
		{get, "/uploads/:id/submission", needs(registry.Read), s.submissionPage, limits{}},
		{post, "/uploads/:id/consent", needs(registry.Upload), s.consentUpload, s.receiving()},
		{get, "/uploads/:id/file", needs(registry.Read), s.uploadFile, exporting},
		{get, "/uploads/:id/marked", needs(registry.Read), s.markedFile, exporting},
		{get, "/uploads/:id/remainder", needs(registry.Read), s.remainder, exporting},
		{post, "/uploads/:id/stage", needs(registry.Upload), s.stageUpload, s.receiving()},
		{post, "/uploads/:id/submit", needs(registry.Upload), s.submitUpload, s.receiving()},
		{post, "/uploads/:id/approve", needs(registry.Upload), s.approveUpload, s.receiving()}, // deputies have no power of their own to
		{post, "/uploads/:id/return", needs(registry.Upload), s.returnUpload, limits{}},
		{post, "/uploads/:id/discard", needs(registry.Upload), s.discardUpload, limits{}},
		{get, "/uploads/:id/structure", needs(registry.Read), s.structurePage, limits{}},
		{post, "/uploads/:id/structure", needs(registry.Upload), s.settleStructure, s.receiving()},
		{get, "/uploads/:id/decisions", needs(registry.Read), s.decisionsPage, limits{}},
		{post, "/uploads/:id/decisions", needs(registry.Upload), s.decideMissing, s.receiving()},
		{get, "/uploads/:id/matches", needs(registry.Read), s.matchesPage, limits{}},
		{post, "/uploads/:id/matches", needs(registry.Upload), s.matchRows, s.receiving()},
		{get, "/uploads/:id/conflicts", needs(registry.Read), s.conflictsPage, limits{}},
		{post, "/uploads/:id/conflicts", needs(registry.Upload), s.resolveConflicts, s.receiving()},
		{post, "/uploads/:id/clears", needs(registry.Upload), s.setClears, s.receiving()},
		{post, "/uploads/:id/stage-right", needs(registry.Upload), s.stageRight, s.receiving()},
		{get, "/uploads/:id/receipt", needs(registry.Read), s.receipt, limits{}},
		{get, "/uploads/:id/receipt.xlsx", needs(registry.Read), s.receiptXLSX, limits{}},
		{get, "/uploads/:id/undo", needs(registry.Undo), s.undoPage, limits{}},
		{post, "/uploads/:id/undo", needs(registry.Undo), s.undoUpload, reversing},
		{get, "/board", needs(registry.Read), s.board, limits{}},
		{post, "/board/reminders", needs(registry.Configure), s.remind, limits{}},
		{get, "/notices", needs(registry.Upload), s.notices, limits{}},
		{post, "/notices/read", needs(registry.Upload), s.readNotices, limits{}},
		{get, "/deputies", needs(registry.Read), s.deputiesPage, limits{}},
		{post, "/deputies", needs(registry.Approve), s.addDeputy, limits{}},
		{post, "/deputies/:id/end", needs(registry.Approve), s.endDeputy, limits{}},
		{get, "/transfers", needs(registry.Read), s.transfersPage, limits{}},
		{get, "/transfers/new", needs(registry.Edit), s.proposePage, limits{}},
		{post, "/transfers", needs(registry.Edit), s.proposeTransfer, limits{}},
		{get, "/transfers/:id", needs(registry.Read), s.transferPage, limits{}},
		{post, "/transfers/:id/accept", needs(registry.Approve), s.acceptTransfer, reversing},
		{post, "/transfers/:id/refuse", needs(registry.Approve), s.refuseTransfer, limits{}},
		{post, "/transfers/:id/withdraw", needs(registry.Edit), s.withdrawTransfer, limits{}},
		{get, "/snapshots", needs(registry.Read), s.snapshotsPage, limits{}},
		{post, "/snapshots", needs(registry.Publish), s.addSnapshot, limits{}},
		{get, "/snapshots/new", needs(registry.Publish), s.newSnapshotPage, limits{}},
		{get, "/snapshots/:id", needs(registry.Read), s.snapshotPage, limits{}},
		{get, "/exports", needs(registry.Export), s.exports, limits{}},
		{get, "/exports/progress.xlsx", needs(registry.Export), s.exportProgress, exporting},

		{get, "/api/v1/openapi.yaml", public, s.apiDescription, limits{}},
		{get, "/api/v1/processes", needs(registry.Read), s.apiProcesses, limits{}},
		{get, "/api/v1/processes/:id", needs(registry.Read), s.apiProcess, limits{}},
		{patch, "/api/v1/processes/:id", needs(registry.Edit), s.apiEdit, limits{}},
		{put, "/api/v1/processes/:id/priority", needs(registry.Overrule), s.apiOverrule, limits{}},
		{get, "/api/v1/priorities", needs(registry.Read), s.apiPriorities, limits{}},
		{get, "/api/v1/progress", needs(registry.Read), s.apiProgress, limits{}},
		{get, "/api/v1/snapshots", needs(registry.Read), s.apiSnapshots, limits{}},
		{post, "/api/v1/snapshots", needs(registry.Publish), s.apiAddSnapshot, limits{}},
		{get, "/api/v1/snapshots/:id", needs(registry.Read), s.apiSnapshot, limits{}},
		{get, "/api/v1/bureaus", needs(registry.Read), s.apiBureaus, limits{}},
		{get, "/api/v1/uploads", needs(registry.Read), s.apiUploads, limits{}},
		{post, "/api/v1/uploads", needs(registry.Upload), s.apiReceive, s.receiving()},
		{get, "/api/v1/uploads/:id", needs(registry.Read), s.apiUpload, limits{}},
		{get, "/api/v1/uploads/:id/undo", needs(registry.Undo), s.apiUndoPreview(store.Undo), limits{}},
		{post, "/api/v1/uploads/:id/undo", needs(registry.Undo), s.apiReverse(store.Undo), reversing},
		{get, "/api/v1/uploads/:id/redo", needs(registry.Undo), s.apiUndoPreview(store.Redo), limits{}},
		{post, "/api/v1/uploads/:id/redo", needs(registry.Undo), s.apiReverse(store.Redo), reversing},
		{get, "/api/v1/transfers", needs(registry.Read), s.apiTransfers, limits{}},
		{post, "/api/v1/transfers", needs(registry.Edit), s.apiPropose, limits{}},
		{get, "/api/v1/transfers/:id", needs(registry.Read), s.apiTransfer, limits{}},
		{post, "/api/v1/transfers/:id/accept", needs(registry.Approve), s.apiAccept, reversing},
		{post, "/api/v1/transfers/:id/refuse", needs(registry.Approve), s.apiRefuse, limits{}},
		{post, "/api/v1/transfers/:id/withdraw", needs(registry.Edit), s.apiWithdraw, limits{}},
		{get, "/api/v1/audit-events", needs(registry.Audit), s.apiAudit, limits{}},
		{get, "/api/v1/reconciliation", needs(registry.Read), s.apiReconciliation, limits{}},
		{get, "/api/v1/uploads/:id/events", needs(registry.Read), s.apiUploadEvents, limits{}},
		{get, "/api/v1/uploads/:id/findings", needs(registry.Read), s.apiFindings, limits{}},
		{post, "/api/v1/uploads/:id/consent", needs(registry.Upload), s.apiConsent, s.receiving()},
		{get, "/api/v1/uploads/:id/questions", needs(registry.Read), s.apiQuestions, limits{}},
		{get, "/api/v1/uploads/:id/missing", needs(registry.Read), s.apiMissing, limits{}},
		{post, "/api/v1/uploads/:id/decisions", needs(registry.Upload), s.apiDecide, s.receiving()},
		{get, "/api/v1/uploads/:id/structure", needs(registry.Read), s.apiStructure, limits{}},
		{post, "/api/v1/uploads/:id/structure", needs(registry.Upload), s.apiSettleStructure, s.receiving()},
		{get, "/api/v1/uploads/:id/matches", needs(registry.Read), s.apiMatches, limits{}},
		{post, "/api/v1/uploads/:id/matches", needs(registry.Upload), s.apiMatch, s.receiving()},
		{get, "/api/v1/uploads/:id/conflicts", needs(registry.Read), s.apiConflicts, limits{}},
		{post, "/api/v1/uploads/:id/conflicts", needs(registry.Upload), s.apiResolve, s.receiving()},
		{post, "/api/v1/uploads/:id/clears", needs(registry.Upload), s.apiSetClears, s.receiving()},
		{post, "/api/v1/uploads/:id/stage", needs(registry.Upload), s.apiStage, s.receiving()},
		{get, "/api/v1/uploads/:id/difference", needs(registry.Read), s.apiDifference, limits{}},
		{get, "/api/v1/uploads/:id/file", needs(registry.Read), s.uploadFile, exporting},
		{get, "/api/v1/uploads/:id/marked", needs(registry.Read), s.markedFile, exporting},
		{get, "/api/v1/uploads/:id/remainder", needs(registry.Read), s.remainder, exporting},
		{get, "/api/v1/uploads/:id/receipt", needs(registry.Read), s.apiReceipt, limits{}},
		{get, "/api/v1/uploads/:id/receipt.xlsx", needs(registry.Read), s.receiptXLSX, limits{}},
		{post, "/api/v1/uploads/:id/submit", needs(registry.Upload), s.apiSubmit, s.receiving()},
		{post, "/api/v1/uploads/:id/approve", needs(registry.Upload), s.apiApprove, s.receiving()},
		{post, "/api/v1/uploads/:id/return", needs(registry.Upload), s.apiReturn, limits{}},
		{post, "/api/v1/uploads/:id/discard", needs(registry.Upload), s.apiDiscard, limits{}},
		{get, "/api/v1/rounds", needs(registry.Read), s.apiRounds, limits{}},
		{post, "/api/v1/rounds", needs(registry.Configure), s.apiAddRound, limits{}},
		{put, "/api/v1/rounds/:id", needs(registry.Configure), s.apiChangeRound, limits{}},
		{post, "/api/v1/rounds/:id/reminders", needs(registry.Configure), s.apiRemind, limits{}},
		{get, "/api/v1/board", needs(registry.Read), s.apiBoard, limits{}},
		{get, "/api/v1/notices", needs(registry.Upload), s.apiNotices, limits{}},
		{post, "/api/v1/notices/read", needs(registry.Upload), s.apiReadNotices, limits{}},
		{get, "/api/v1/deputies", needs(registry.Read), s.apiDeputies, limits{}},
		{post, "/api/v1/deputies", needs(registry.Approve), s.apiAddDeputy, limits{}},
		{post, "/api/v1/deputies/:id/end", needs(registry.Approve), s.apiEndDeputy, limits{}},

		{get, "/account", signedIn, s.accountPage, limits{}},
		{post, "/account/password", signedIn, s.changePassword, limits{}},
		{post, "/account/mails", signedIn, s.setMails, limits{}},
		{get, string(ownPassword), signedIn.proved(), s.initialPasswordPage, limits{}},
		{post, string(ownPassword), signedIn.proved(), s.chooseInitialPassword, limits{}},
		{get, string(secondFactor), signedIn.proved(), s.secondFactorPage, limits{}},
		{post, string(secondFactor), signedIn.proved(), s.addSecondFactor, limits{}},
		{post, "/account/second-factor/codes", signedIn.proved(), s.renewRecoveryCodes, limits{}},
		{post, "/account/second-factor/remove", signedIn.proved(), s.removeSecondFactor, limits{}},
		{get, "/account/confirm", signedIn, s.confirmPage, limits{}},
		{post, "/account/confirm", signedIn, s.confirm, limits{}},
		{post, "/account/sessions/:id/end", signedIn.proved(), s.endSession, limits{}},
		{post, "/account/sessions/end", signedIn.proved(), s.endOtherSessions, limits{}},
		{post, "/account/tokens", signedIn.proved(), s.addToken, limits{}},
		{post, "/account/tokens/:id/revoke", signedIn, s.revokeToken, limits{}},

		{get, "/admin", needs(registry.Configure), s.settings, limits{}},
		{get, "/admin/log", needs(registry.Audit), s.auditPage, limits{}},
		{get, "/admin/rounds", needs(registry.Configure), s.roundsPage, limits{}},
		{post, "/admin/rounds", needs(registry.Configure), s.saveRound, limits{}},
		{get, "/admin/rounds/:id", needs(registry.Configure), s.roundPage, limits{}},
		{post, "/admin/rounds/:id", needs(registry.Configure), s.saveRound, limits{}},
		{get, "/admin/accounts", needs(registry.Administer).proved(), s.accountsPage, limits{}},
		{post, "/admin/accounts", needs(registry.Administer).proved(), s.addAccount, limits{}},
		{get, "/admin/accounts/:id", needs(registry.Administer).proved(), s.editAccountPage, limits{}},
		{post, "/admin/accounts/:id", needs(registry.Administer).proved(), s.changeAccount, limits{}},
		{post, "/admin/accounts/:id/disable", needs(registry.Administer).proved(), s.disableAccount, limits{}},
		{post, "/admin/accounts/:id/enable", needs(registry.Administer).proved(), s.enableAccount, limits{}},
		{post, "/admin/accounts/:id/password", needs(registry.Administer).proved(), s.resetPassword, limits{}},
		{post, "/admin/accounts/:id/second-factor", needs(registry.Administer).proved(), s.resetSecondFactor, limits{}},
	}
}
