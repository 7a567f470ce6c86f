package strictxml

import "fmt"

// Fault says in what way a document is wrong.
type Fault uint8

// The faults.
const (
	Malformed Fault = iota + 1 // against the grammar of XML
	Truncated                  // the end is missing
	Control                    // a character that XML does not allow
	Encoding                   // not valid UTF-8
	Doctype                    // a document type declaration or an entity of the document's own
	Limit                      // too deep, too long, too many attributes
	Broken                     // the reader below failed
)

// Error is what is wrong with a document and where.
type Error struct {
	Fault  Fault
	Offset int64 // bytes from the start of the document
	What   string
	Err    error // the error of the reader below, for Broken and Truncated
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("xml at byte %d: %v", e.Offset, e.Err)
	}
	return fmt.Sprintf("xml at byte %d: %s", e.Offset, e.What)
}

// Unwrap gives the error of the reader below.
func (e *Error) Unwrap() error { return e.Err }
