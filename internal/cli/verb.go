package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
)

// verb is one thing that the program can be told to do. Its help is made from
// this value, so that help and behaviour cannot drift apart.
type verb struct {
	name     string // one word, or two as in "export list"
	args     string // the arguments as the usage line shows them
	min, max int    // how many arguments; max -1: any number
	summary  string // one line of Japanese
	detail   string // what else help tells: exit statuses that differ, examples
	settings []string
	list     string // the page's address of the list that it shows, which --out takes out as a file
	// set declares the verb's flags and returns what runs once they are read.
	set func(*flag.FlagSet) action
}

// action does the work of a verb with its arguments and returns the exit status.
type action func(ctx context.Context, p *program, args []string) int

// verbs returns the verbs in the order in which help lists them.
func verbs() []verb {
	return []verb{
		serveVerb,
		checkVerb, importVerb, formVerb,
		priorityVerb, progressVerb, curveVerb, bridgeVerb, facetsVerb, funnelVerb, obstaclesVerb, honestyVerb, bureauTableVerb,
		lawsSettingsVerb, lawsSetVerb, lawsWithdrawVerb, lawsVerb, forecastVerb,
		viewsSaveVerb, viewsWithdrawVerb, viewsVerb, bulkEditUndoVerb, bulkEditVerb, bulkEditsVerb,
		relatedDecideVerb, relatedWithdrawVerb, relatedVerb,
		planListVerb, planShowVerb, planCompareVerb, planAdoptVerb, planUndoVerb, planWithdrawVerb, planVerb,
		thresholdsSetVerb, thresholdsWithdrawVerb, thresholdsVerb, targetsSetVerb, targetsWithdrawVerb, targetsVerb,
		codelistsAmendVerb, codelistsWithdrawVerb, codelistsVerb,
		organisationAddVerb, organisationRenameVerb, organisationSplitVerb, organisationMergeVerb, organisationCloseVerb,
		organisationMoveVerb, organisationWithdrawVerb, organisationVerb,
		groupsSetVerb, groupsWithdrawVerb, groupsVerb,
		proposalsSetVerb, proposalsMoveVerb, proposalsImportVerb, proposalsWithdrawVerb, proposalsVerb,
		snapshotListVerb, snapshotAddVerb, snapshotCompareVerb, exportProgressVerb,
		reportQuarterVerb, reportPacksVerb, checkReportVerb, exportListVerb,
		accountListVerb, accountAddVerb, accountImportVerb, accountPasswordVerb, accountSecondFactorVerb,
		accountDisableVerb, accountEnableVerb,
		tokenListVerb, tokenAddVerb, tokenRevokeVerb,
		verifyVerb, migrateStatusVerb, migrateUpVerb, migrateDownVerb,
		sampleVerb, versionVerb,
	}
}

// findVerb returns the verb that args begin with, and the arguments after it.
func findVerb(args []string) (v verb, rest []string, ok bool) {
	for _, v := range verbs() {
		words := strings.Fields(v.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == v.name {
			return v, args[len(words):], true
		}
	}
	return verb{}, nil, false
}

// verbsUnder returns the verbs of two words that begin with this one.
func verbsUnder(word string) (under []verb) {
	for _, v := range verbs() {
		if strings.HasPrefix(v.name, word+" ") {
			under = append(under, v)
		}
	}
	return under
}

func (v verb) usage() string {
	return strings.TrimSpace(fmt.Sprintf("tetsuzuki %s [オプション] %s", v.name, v.args))
}

func (v verb) checkCount(args []string) error {
	switch {
	case len(args) < v.min:
		return errors.New("引数が足りません。")
	case v.max >= 0 && len(args) > v.max:
		return fmt.Errorf("余分な引数「%s」があります。", args[v.max])
	}
	return nil
}
