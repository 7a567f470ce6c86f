package store

import "net/netip"

// Network is what of a client's address is its own: of IPv6 the first 64 bits, as who
// has one address of a network has all of them. An IPv4 address is itself, however it
// is written. What is no address is its own text.
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
