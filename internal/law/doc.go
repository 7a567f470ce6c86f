// Package law reads what bureaus write of the laws behind their procedures: which law a text
// names, of what kind it is, and which of its articles. It ranks laws by the processes that a
// change of them would free. It knows no database and no clock.
package law
