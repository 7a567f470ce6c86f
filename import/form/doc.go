// Package form is the inventory form as data: its fields with their labels and
// other headers, its code lists with versions, its marks, its set words and the
// list of bureaus. All of it stands in data/*.tsv, each file with a heading that
// says how to extend it, so that no programmer is needed for a new synonym.
//
// Whatever people type is compared after [Fold], never as it stands.
package form
