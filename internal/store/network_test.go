package store_test

import (
	"testing"

	"tetsuzuki/internal/store"
)

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.1":                   "192.0.2.1",
		"::ffff:192.0.2.1":            "192.0.2.1",
		"::ffff:c000:201":             "192.0.2.1",
		"2001:db8:1:2::1":             "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff:ffff::9":   "2001:db8:1:2::/64",
		"2001:0DB8:0001:0002:0::0001": "2001:db8:1:2::/64",
		"2001:db8:1:3::1":             "2001:db8:1:3::/64",
		"fe80::1%eth0":                "fe80::/64",
		"::1":                         "::/64",
		"":                            "",
		"@":                           "@",
	} {
		if got := store.Network(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
