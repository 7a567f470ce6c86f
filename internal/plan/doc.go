// Package plan says what to digitize next: which processes in which fiscal year, under what
// bureaus can do, so that a target is reached soonest, or most cases are covered, or people save
// most hours. It says how far from the best that is at most, and what binds. METHODS.md has the
// formulas. It knows no database and no clock.
package plan
