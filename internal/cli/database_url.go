package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// databaseURL checks a PostgreSQL address. Its messages never repeat it: it may hold a
// password. sslmode has to be there, since drivers disagree on the default. Several hosts
// may be given as libpq has them, and come out as the driver reads them.
func databaseURL(s string) (string, error) {
	one, several, err := apart(s)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(one)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return "", errors.New("「postgres://」で始まる URL を指定してください。")
	}
	q := u.Query()
	if q.Get("sslmode") == "" {
		return "", errors.New("URL の最後に ?sslmode=verify-full（閉じた網の中では ?sslmode=disable など）を付けてください。")
	}
	if several != nil && (q.Has("host") || q.Has("port")) {
		return "", errors.New("ホストは、「//」のあとか ?host= のどちらか一方に書いてください。" + severalForm)
	}
	for name, values := range several {
		q.Set(name, values)
	}
	hosts, ports := strings.Split(q.Get("host"), ","), strings.Split(q.Get("port"), ",")
	if len(ports) > 1 && len(ports) != len(hosts) {
		return "", fmt.Errorf("ホストが%d個、ポートが%d個です。同じ数にするか、ポートを1つにしてください。%s", len(hosts), len(ports), severalForm)
	}
	if len(hosts) > 1 && slices.Contains(hosts, "") {
		return "", errors.New("ホストの並びに、名前のないものがあります。" + severalForm)
	}
	switch q.Get("target_session_attrs") {
	case "", "any", "read-write", "primary":
	default:
		return "", errors.New("target_session_attrs には、書込みのできるサーバーだけを指定できます。付けずに使うか、target_session_attrs=read-write にしてください。")
	}
	if several == nil {
		return s, nil
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

const severalForm = "例 postgres://利用者:パスワード@db1:5432,db2:5432/tetsuzuki?sslmode=verify-full"

// apart takes several hosts out of an address, as parameters; nil where there is one.
func apart(s string) (rest string, several map[string]string, err error) {
	scheme, behind, ok := strings.Cut(s, "://")
	end := strings.IndexAny(behind, "/?#")
	if end < 0 {
		end = len(behind)
	}
	at := strings.LastIndex(behind[:end], "@") + 1
	list := strings.Split(behind[at:end], ",")
	if !ok || len(list) == 1 {
		return s, nil, nil
	}
	hosts, ports := make([]string, len(list)), make([]string, len(list))
	for i, one := range list {
		host, port, err := net.SplitHostPort(one)
		if err != nil {
			host, port = strings.Trim(one, "[]"), "5432"
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || strings.Contains(host, ":") && !strings.HasPrefix(one, "[") {
			return "", nil, fmt.Errorf("%d番目のホストを読み取れません。ホストとポートを「,」で区切って並べてください。%s", i+1, severalForm)
		}
		hosts[i], ports[i] = host, port
	}
	return scheme + "://" + behind[:at] + behind[end:],
		map[string]string{"host": strings.Join(hosts, ","), "port": strings.Join(ports, ",")}, nil
}
