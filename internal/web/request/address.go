package request

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// Direct is the address that a request's connection comes from.
var Direct = echo.ExtractIPDirect()

// Proxied is the client's address behind the proxy in front of the service: the last one in
// X-Forwarded-For, which the proxy has added. Earlier ones came with the request and can be
// forged; on an internal network, where all addresses are private, nothing would show that.
func Proxied(r *http.Request) string {
	from := Direct(r)
	proxy, err := netip.ParseAddr(from)
	lines := r.Header.Values(echo.HeaderXForwardedFor)
	if near := proxy.Unmap(); err != nil || len(lines) == 0 || !near.IsLoopback() && !near.IsPrivate() && !near.IsLinkLocalUnicast() {
		return from
	}
	last := lines[len(lines)-1]
	last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	if a, err := netip.ParseAddrPort(last); err == nil { // as some proxies write it
		return a.Addr().WithZone("").String()
	}
	if a, err := netip.ParseAddr(strings.Trim(last, "[]")); err == nil {
		return a.WithZone("").String()
	}
	return from
}
