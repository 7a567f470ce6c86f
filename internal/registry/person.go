package registry

// Person is what an OpenID provider says about the person who signs in, interpreted by the
// rules of the configuration.
type Person struct {
	Issuer, Subject string // together they never change, and never pass to anybody else
	Name            string
	Login           string // as the provider suggests; empty: none that would do
	Role            Role
	BureauID        int    // 0 unless the role is of a bureau
	Email           string // verified by the provider; empty: none
}
