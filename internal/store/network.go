package store

import "net/netip"

// Network is the part of a client's address by which clients are told apart: the first 64
// bits of an IPv6 address, since whoever has one address of such a network has all of
// them, and the whole IPv4 address, in one spelling. A text that is no address is returned
// as it is.
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	return netip.PrefixFrom(a, 64).Masked().String()
}
