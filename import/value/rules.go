package value

import "tetsuzuki/import/finding"

// The IDs of the rules of this package's findings; their reasons and examples
// stand in finding.ValueRules.
const (
	ruleNumber        = "L2-01"
	ruleDitto         = "L2-02"
	ruleChoice        = "L2-04"
	ruleErrorValue    = "R-error-value"
	ruleNormalised    = "R-normalised"
	ruleNoValue       = "R-no-value"
	ruleUnit          = "R-unit"
	ruleDate          = "R-bad-date"
	ruleYear          = "R-bad-year"
	ruleCountYear     = "R-count-year"
	ruleEra           = "R-era"
	ruleDuration      = "R-bad-duration"
	ruleDurationText  = "R-duration-text"
	ruleMark          = "R-mark"
	ruleMarkUnclear   = "R-mark-unclear"
	ruleSeveral       = "R-several-choices"
	ruleRetired       = "R-retired-choice"
	ruleNegated       = finding.RuleNegated
	ruleRemark        = "R-remark-in-choice"
	ruleCodeDate      = "R-code-became-date"
	ruleUnknownBureau = "R-unknown-bureau"
	ruleOtherBureau   = finding.RuleOtherBureau
	ruleFormerBureau  = "R-former-bureau"
	ruleID            = finding.RuleBadID
	ruleMissingName   = "R-missing-name"
	ruleOnlineOver    = "R-online-over-total"
	ruleStatusDate    = "R-status-and-date"
	ruleLawChange     = "R-law-change"
	ruleTooLong       = "R-too-long"
	ruleLostSign      = "R-lost-sign"
)
