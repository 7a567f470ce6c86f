// Package importer reads what a bureau sends, an Excel workbook or a CSV, into a
// check report: the tables that were found, the records in them, and every finding
// with its cell, its rule, a reason in Japanese and a right value. Nothing is lost
// silently and nothing is guessed silently.
//
// [Read] streams the records in memory that does not grow with their number;
// [Check] collects them in the report. Both are pure: no database, no network, no
// clock. The work is done in rooms of their own: package workbook opens the file
// strictly and hands out rows, layout finds tables, headers and records, value
// reads single cells, form knows the inventory form, finding the rules, and ledger
// keeps account of what became of every cell.
//
// Package importer itself brings these together: it takes from titles, covers and
// the names of sheets what the columns do not say, checks rows against each other,
// keeps the findings bounded, and scores how well machines can read the file.
//
// The folder is called import, which is a keyword of the language: import it as
//
//	importer "tetsuzuki/import"
package importer
