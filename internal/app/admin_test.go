package app

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestWhatIsForThisMachineAloneIsShownToNoPageThatHasANameForIt(t *testing.T) {
	here, everywhere := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9090}, &net.TCPAddr{IP: net.IPv4zero, Port: 9090}
	for _, test := range []struct {
		addr net.Addr
		host string
		want int
	}{
		{here, "127.0.0.1:9090", http.StatusOK},
		{here, "localhost:9090", http.StatusOK},
		{here, "LOCALHOST", http.StatusOK},
		{here, "[::1]:9090", http.StatusOK},
		{here, "[::1]", http.StatusOK},
		{here, "evil.example:9090", http.StatusMisdirectedRequest},
		{here, "localhost.evil.example", http.StatusMisdirectedRequest},
		{here, "127.0.0.1.evil.example", http.StatusMisdirectedRequest},
		{here, "", http.StatusMisdirectedRequest},
		{everywhere, "pullquote:9090", http.StatusOK},
		{&net.UnixAddr{Name: "/run/admin.sock"}, "admin", http.StatusOK},
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Host = test.host
		w := httptest.NewRecorder()
		againstRebinding(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), test.addr).ServeHTTP(w, r)
		if w.Code != test.want {
			t.Errorf("%q at %s is answered with %d, want %d", test.host, test.addr, w.Code, test.want)
		}
	}
}
