package request

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"
)

// Direct is the address that a request's connection comes from.
var Direct = echo.ExtractIPDirect()

// Proxied is the address that the proxy in front of the service adds to
// X-Forwarded-For, which is the last one there. What stands before it came with the
// request: on an internal network, where every address is a private one, nothing tells
// it from a proxy's word. A header that comes from the open net is nobody's.
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
