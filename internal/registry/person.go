package registry

// Person is what an OpenID provider says about the person who signs in, interpreted by the
// rules of the configuration.
type Person struct {
	Issuer, Subject string // together they identify the person for ever
	Name            string
	Login           string // the provider's suggestion; empty: none that is valid
	Role            Role
	BureauID        int    // 0 unless the role is of a bureau
	Email           string // verified by the provider; empty: none
}
