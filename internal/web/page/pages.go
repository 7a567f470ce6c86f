package page

// pages are the templates of all pages, parsed and tested at the start.
type pages struct {
	failure        view[failure]
	signIn         view[signInForm]
	home           view[homeBody]
	dashboard      view[dashboardBody]
	progressCurve  view[progressCurveBody]
	outlook        view[progressForecastBody]
	scores         view[scoresBody]
	progressBridge view[progressBridgeBody]
	bridgePart     view[bridgePartBody]
	scope          view[progressScopeBody]
	honesty        view[progressHonestyBody]
	bureauTable    view[bureauTableBody]
	processes      view[processesBody]
	process        view[processBody]
	editing        view[processEditBody]
	stale          view[processStaleBody]
	overrule       view[priorityBody]
	edits          view[editsBody]
	priorities     view[prioritiesBody]
	uploads        view[uploadsBody]
	upload         view[uploadBody]
	structure      view[structureBody]
	findings       view[findingsBody]
	difference     view[differenceBody]
	submission     view[submissionBody]
	decisions      view[decisionsBody]
	matches        view[matchesBody]
	conflicts      view[conflictsBody]
	receipt        view[receiptBody]
	undo           view[undoBody]
	board          view[boardBody]
	organisation   view[organisationBody]
	rounds         view[roundsBody]
	notices        view[noticesBody]
	deputies       view[deputiesBody]
	transfers      view[transfersBody]
	propose        view[proposeBody]
	transfer       view[transferBody]
	exports        view[exportsBody]
	waiting        view[waitingExport]
	snapshots      view[snapshotsBody]
	snapshot       view[snapshotBody]
	newSnapshot    view[snapshotNewBody]
	settings       view[settingsBody]
	setting        view[settingBody]
	codeLists      view[codeListsBody]
	account        view[accountBody]
	accounts       view[accountsBody]
	accountList    view[accountListBody]
	edit           view[editAccountBody]
	confirm        view[confirmForm]
	initial        view[initialForm]
	factor         view[factorBody]
	codes          view[codesBody]
	signInCode     view[codeForm]
	audit          view[auditBody]
	change         view[changeBody]
	reconciliation view[reconciliationBody]
	moves          view[movesBody]
	passwordLink   view[passwordLinkBody]
	laws           view[lawsBody]
	quarter        view[quarterBody]
	blocked        view[blockedBody]
	group          view[groupBody]
	proposals      view[proposalsBody]
	proposal       view[proposalBody]
	verification   view[verifyBody]
	plans          view[plansBody]
	plan           view[planBody]
	newPlan        view[planNewBody]
	comparedPlans  view[comparedBody]
	views          view[viewsBody]
	view           view[viewBody]
	bulk           view[bulkBody]
	bulkEdit       view[bulkEditBody]
	bulkList       view[bulkListBody]
	related        view[relatedBody]
}

// failure is an error for people.
type failure struct {
	Status    int
	Message   string
	Reference string
}

func loadPages(a *Assets) (*pages, error) {
	l := newLoader(a)
	p := &pages{
		failure:        load[failure](l, "error.html"),
		signIn:         load[signInForm](l, "sign-in.html"),
		home:           load[homeBody](l, "home.html"),
		dashboard:      load[dashboardBody](l, "dashboard.html"),
		progressCurve:  load[progressCurveBody](l, "progress-curve.html"),
		outlook:        load[progressForecastBody](l, "progress-forecast.html"),
		scores:         load[scoresBody](l, "forecast-scores.html"),
		progressBridge: load[progressBridgeBody](l, "progress-bridge.html"),
		bridgePart:     load[bridgePartBody](l, "bridge-part.html"),
		scope:          load[progressScopeBody](l, "progress-scope.html"),
		bureauTable:    load[bureauTableBody](l, "progress-bureaus.html"),
		honesty:        load[progressHonestyBody](l, "progress-honesty.html"),
		processes:      load[processesBody](l, "processes.html"),
		process:        load[processBody](l, "process.html"),
		editing:        load[processEditBody](l, "process-edit.html"),
		stale:          load[processStaleBody](l, "process-stale.html"),
		overrule:       load[priorityBody](l, "process-priority.html"),
		edits:          load[editsBody](l, "edits.html"),
		priorities:     load[prioritiesBody](l, "priorities.html"),
		uploads:        load[uploadsBody](l, "uploads.html"),
		upload:         load[uploadBody](l, "upload.html"),
		structure:      load[structureBody](l, "upload-structure.html"),
		findings:       load[findingsBody](l, "upload-findings.html"),
		difference:     load[differenceBody](l, "upload-difference.html"),
		submission:     load[submissionBody](l, "upload-submission.html"),
		decisions:      load[decisionsBody](l, "upload-decisions.html"),
		matches:        load[matchesBody](l, "upload-matches.html"),
		conflicts:      load[conflictsBody](l, "upload-conflicts.html"),
		receipt:        load[receiptBody](l, "upload-receipt.html"),
		undo:           load[undoBody](l, "upload-undo.html"),
		board:          load[boardBody](l, "board.html"),
		organisation:   load[organisationBody](l, "organisation.html"),
		rounds:         load[roundsBody](l, "rounds.html"),
		notices:        load[noticesBody](l, "notices.html"),
		deputies:       load[deputiesBody](l, "deputies.html"),
		transfers:      load[transfersBody](l, "transfers.html"),
		propose:        load[proposeBody](l, "transfer-new.html"),
		transfer:       load[transferBody](l, "transfer.html"),
		exports:        load[exportsBody](l, "exports.html"),
		waiting:        load[waitingExport](l, "exports-waiting.html"),
		snapshots:      load[snapshotsBody](l, "snapshots.html"),
		snapshot:       load[snapshotBody](l, "snapshot.html"),
		newSnapshot:    load[snapshotNewBody](l, "snapshot-new.html"),
		settings:       load[settingsBody](l, "settings.html"),
		setting:        load[settingBody](l, "setting.html"),
		codeLists:      load[codeListsBody](l, "code-lists.html"),
		account:        load[accountBody](l, "account.html"),
		accounts:       load[accountsBody](l, "accounts.html"),
		accountList:    load[accountListBody](l, "account-list.html"),
		edit:           load[editAccountBody](l, "account-edit.html"),
		confirm:        load[confirmForm](l, "confirm.html"),
		initial:        load[initialForm](l, "initial-password.html"),
		factor:         load[factorBody](l, "second-factor.html"),
		codes:          load[codesBody](l, "recovery-codes.html"),
		signInCode:     load[codeForm](l, "sign-in-code.html"),
		audit:          load[auditBody](l, "audit.html"),
		change:         load[changeBody](l, "change.html"),
		reconciliation: load[reconciliationBody](l, "reconciliation.html"),
		moves:          load[movesBody](l, "moves.html"),
		passwordLink:   load[passwordLinkBody](l, "password-link.html"),
		laws:           load[lawsBody](l, "laws.html"),
		quarter:        load[quarterBody](l, "quarter.html"),
		blocked:        load[blockedBody](l, "law-processes.html"),
		group:          load[groupBody](l, "group.html"),
		proposals:      load[proposalsBody](l, "proposals.html"),
		proposal:       load[proposalBody](l, "proposal.html"),
		verification:   load[verifyBody](l, "verify.html"),
		plans:          load[plansBody](l, "plans.html"),
		plan:           load[planBody](l, "plan.html"),
		newPlan:        load[planNewBody](l, "plan-new.html"),
		comparedPlans:  load[comparedBody](l, "plans-compare.html"),
		views:          load[viewsBody](l, "views.html"),
		view:           load[viewBody](l, "view.html"),
		bulk:           load[bulkBody](l, "bulk.html"),
		bulkEdit:       load[bulkEditBody](l, "bulk-edit.html"),
		bulkList:       load[bulkListBody](l, "bulk-edits.html"),
		related:        load[relatedBody](l, "related.html"),
	}
	return p, l.err
}
