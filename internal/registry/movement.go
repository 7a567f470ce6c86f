package registry

// Movement is how many processes had one status at the beginning of a period and another, or
// the same, at its end.
type Movement struct {
	From, To   Status // empty: none given
	Came, Went bool   // the process was not there at the beginning, at the end
	Processes  int64
}
