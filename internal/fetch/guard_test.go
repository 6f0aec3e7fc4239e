package fetch

import (
	"context"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"pullquote/internal/blog"
)

// spellings are hosts that lead to this machine or into special networks, as
// they can be written in a URL. None may lead to an attempt to connect.
var spellings = strings.Fields(`
	127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.254 127.0.0.1. 127.1.
	2130706433 2130706433. 0x7f000001 0X7F000001 0x7f.1 0x7f.0.0.1 0x7F.0x0.0x0.0x1 0x7f.0x1 0x7f.0.1
	017700000001 0177.1 0177.0.0.1 0177.0.1 0177.00.00.01 00000177.0.0.1 0177.0x0.0.1 127.0.0.0x1 127.0.0.01
	0x0000007f.1 0x00000000007f000001 127.0.0x0.1 127.0.256 127.65536 127.16777214
	0 0.0.0.0 0x0 00 0x 0.0 0.0.0 000.000.000.000 0.0.0.1 0.1.2.3
	[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::] [0::1] [::0:1] [::0.0.0.1]
	[::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:7F00:0001] [0:0:0:0:0:ffff:127.0.0.1] [::ffff:0:0] [::ffff:10.0.0.1] [::ffff:192.168.0.1] [::ffff:a9fe:a9fe]
	[::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1]
	[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [64:ff9b::a00:1]
	[2002:7f00:1::] [2002:7f00:1::1] [2002:a00:1::] [2002:c0a8:101::1]
	[2001::1] [2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:3fff:fdd2] [2001:db8::1] [2001:10::1] [2001:20::1] [3fff::1]
	[fe80::1] [fe80::1%25eth0] [fe80::1%25lo] [febf::1] [fec0::1] [fc00::1] [fd00::1] [fd00:ec2::254] [fd12:3456:789a::1] [ff02::1] [ff0e::1]
	[100::1] [4000::1] [5f00::1] [2620:4f:8000::1] [::ffff:127.0.0.1%25lo] [1::]
	localhost LOCALHOST LocalHost localhost. foo.localhost a.b.localhost x.LOCALHOST.
	10.0.0.1 10.255.255.255 10.1 0xa.1 012.1 167772161 172.16.0.1 172.31.255.254 0xac100001 2886729729
	192.168.0.1 192.168.1 192.168.257 0xc0a80001 3232235521 030052000001 0300.0250.0.1
	169.254.169.254 169.254.0.1 2852039166 0xa9fea9fe 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 025177524776 169.16689662
	100.64.0.1 100.100.100.200 100.127.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
	224.0.0.1 239.255.255.250 240.0.0.1 250.1.2.3 255.255.255.255 255.255.255.254 0xffffffff 4294967295 192.31.196.1 192.52.193.1 192.175.48.1
	１２７.０.０.１ １２７。０。０。１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① ⑫⑦.0.0.1 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ０x7f.１ ０ｘ７ｆ000001 ２１３０７０６４３３ ⓪ 127.0.0.¹
	ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ 𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭 localhoſt local%C2%ADhost ｌｏｃａｌｈｏｓｔ。 foo。localhost ᴸocalhost
	%31%32%37.0.0.1 127.0.0.%31 %6c%6f%63%61%6c%68%6f%73%74 127%2e0%2e0%2e1 %EF%BC%91%EF%BC%92%EF%BC%97.0.0.1 loc%C2%ADalhost localhost%00.example.org localhost%2eexample.org
	127.0.0.1.. 127..1 .127.0.0.1 127.0.0.1.0 0x7f.0.0.0.1 256.0.0.1 127.0.0.256 4294967296 0x100000000 08.0.0.1 127.0.0.1a.1 1.2.3.4.5 0x7g.1 example.127 foo.0x7f [127.0.0.1] [::1 ::1 [::1]x [:::1] [::g]
`)

func TestNoSpellingLeadsInward(t *testing.T) {
	if len(spellings) < 150 {
		t.Fatalf("only %d spellings", len(spellings))
	}
	tr := newTrap(t)
	c, d := client(t, Options{}) // as it is by default: nobody is allowed
	for _, host := range spellings {
		for _, port := range []string{"", ":80", ":443", ":8080", ":" + tr.port} {
			for _, scheme := range []string{"http", "https"} {
				address := scheme + "://" + host + port + "/"
				_, err := c.Page(t.Context(), address)
				if kind := blog.KindOf(err); err == nil || kind != blog.Forbidden && kind != blog.Invalid && kind != blog.Unavailable {
					t.Errorf("%s: error %v", address, err)
				}
			}
		}
	}
	if seen := d.all(); len(seen) > 0 {
		t.Errorf("the guard let through %q", seen)
	}
	if n := tr.count(); n > 0 {
		t.Errorf("%d connections reached this machine", n)
	}
}

// What is private by its number is told as private, however it is spelled.
func TestPrivateAddressesAreCalledPrivate(t *testing.T) {
	c, _ := client(t, Options{})
	for _, host := range strings.Fields(`127.0.0.1 0x7f.1 2130706433 017700000001 localhost. a.localhost １２７。１ [::1] [::ffff:7f00:1] [fd00::1] 169.254.169.254 10.1 127.0.0.1:8080 127.0.0.1:34567 [::1]:34567 localhost:34567`) {
		_, err := c.Page(t.Context(), "http://"+host+"/")
		wantError(t, err, blog.Forbidden, "leads into a private network", "--allow-hosts")
	}
	_, err := c.Page(t.Context(), "http://1.1.1.1:25/")
	wantError(t, err, blog.Forbidden, "1.1.1.1:25", "not at a port", "--allow-hosts")
}

func TestNoRedirectLeadsInward(t *testing.T) {
	tr := newTrap(t)
	var where atomic.Value
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/markup" {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, `<meta http-equiv=refresh content="0; url=`+html.EscapeString(where.Load().(string))+`">`)
			return
		}
		if r.URL.Path == "/again" {
			w.Header().Set("Location", where.Load().(string))
			w.WriteHeader(http.StatusFound)
			return
		}
		w.Header().Set("Location", "/again")
		w.WriteHeader(http.StatusMovedPermanently)
	}))
	defer s.Close()
	c, d := client(t, Options{AllowHosts: []string{hostOf(s.URL)}})
	locations := []string{
		"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:" + tr.port, "javascript:alert(1)", "data:text/html,<title>x", "about:blank",
		"//127.0.0.1:" + tr.port + "/", "http:127.0.0.1:" + tr.port, "http:///127.0.0.1:" + tr.port, `http:\\127.0.0.1:` + tr.port,
		"http://user:pass@127.0.0.1:" + tr.port + "/", "http://example.org@127.0.0.1:" + tr.port + "/", "http://127.0.0.1:" + tr.port + "@example.org/",
		"http://127.0.0.1:" + tr.port + "#@example.org/", "http://127.0.0.1:" + tr.port + `\@example.org/`, "HTTP://LOCALHOST:" + tr.port,
		" http://127.0.0.1:" + tr.port + "/ ", "http://127.0.0.1:" + tr.port + "/\t", "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://:80/", "http://",
	}
	for _, host := range spellings {
		locations = append(locations, "http://"+host+":"+tr.port+"/", "http://"+host+"/")
	}
	for _, location := range locations {
		where.Store(location)
		if page, err := c.Page(t.Context(), s.URL); err == nil {
			t.Errorf("a redirect to %s gave %s", location, page.URL)
		}
		if page, err := c.Page(t.Context(), s.URL+"/markup"); err == nil && page.URL != s.URL+"/markup" {
			t.Errorf("markup that leads to %s gave %s", location, page.URL)
		}
	}
	for _, address := range d.all() {
		if address != hostOf(s.URL) {
			t.Errorf("a redirect led to %s", address)
		}
	}
	if n := tr.count(); n > 0 {
		t.Errorf("%d connections reached another port of this machine", n)
	}
}

// A name server may answer one thing to who checks and another to who
// connects, or both at once.
func TestNoAnswerOfANameServerLeadsInward(t *testing.T) {
	tr := newTrap(t)
	var asked atomic.Int32
	resolver := nameServer(t, func(name string) []string {
		switch name {
		case "turns.example": // the first answer is harmless
			if asked.Add(1) == 1 {
				return []string{"93.184.215.14"}
			}
			return []string{"127.0.0.1"}
		case "both.example":
			return []string{"93.184.215.14", "127.0.0.1", "10.0.0.1", "169.254.169.254"}
		case "inside.example", "127.0.0.1.example":
			return []string{"127.0.0.1"}
		case "six.example AAAA":
			return []string{"::1", "fd00::1", "fe80::1", "64:ff9b::7f00:1", "2002:7f00:1::"}
		case "mapped.example AAAA":
			return []string{"::ffff:127.0.0.1"}
		}
		return nil
	})
	c, d := client(t, Options{hooks: hooks{resolver: resolver}})
	for _, port := range []string{"80", "8080", tr.port} {
		asked.Store(0)
		for _, name := range []string{"turns", "turns", "both", "inside", "127.0.0.1", "six", "mapped"} {
			if _, err := c.Page(t.Context(), "http://"+name+".example:"+port+"/"); err == nil {
				t.Errorf("%s.example:%s was fetched", name, port)
			}
		}
	}
	for _, address := range d.all() {
		if host, _, _ := net.SplitHostPort(address); host != "93.184.215.14" {
			t.Errorf("the guard let through %s", address)
		}
	}
	if len(d.all()) == 0 {
		t.Error("the harmless answers were not dialled")
	}
	if n := tr.count(); n > 0 {
		t.Errorf("%d connections reached this machine", n)
	}
	_, err := c.Page(t.Context(), "http://inside.example/")
	wantError(t, err, blog.Forbidden, "inside.example leads into a private network")
}

func TestAllowedHostsAreReached(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<title>mine</title>"))
	}))
	defer s.Close()
	_, port, _ := net.SplitHostPort(hostOf(s.URL))
	resolver := nameServer(t, func(name string) []string {
		if strings.HasSuffix(name, " AAAA") {
			return nil
		}
		return []string{"127.0.0.1"}
	})
	for name, c := range map[string]struct {
		allow, address string
		reached        bool
	}{
		"with its port":                       {"127.0.0.1:" + port, "http://127.0.0.1:" + port, true},
		"without a port":                      {"127.0.0.1", "http://127.0.0.1:" + port, true},
		"in another spelling":                 {"127.1:" + port, "http://0x7f.1:" + port, true},
		"among others, with spaces":           {" [::1]:8080 ,,127.0.0.1, ::1 ", "http://127.0.0.1:" + port, true},
		"by name":                             {"nas.home", "http://nas.home:" + port, true},
		"by name, in capitals and with a dot": {"NAS.home.", "http://nas.HOME.:" + port, true},
		"localhost by name":                   {"localhost:" + port, "http://localhost:" + port, true},
		"another port is not":                 {"127.0.0.1:1", "http://127.0.0.1:" + port, false},
		"another address is not":              {"127.0.0.2", "http://127.0.0.1:" + port, false},
		"a name that leads to it is not":      {"127.0.0.1", "http://other.home:" + port, false},
		"a name below it is not":              {"nas.home", "http://x.nas.home:" + port, false},
		"nothing is by default":               {"", "http://127.0.0.1:" + port, false},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := client(t, Options{AllowHosts: strings.Split(c.allow, ","), hooks: hooks{resolver: resolver}})
			page, err := client.Page(t.Context(), c.address)
			if reached := err == nil && string(page.Body) == "<title>mine</title>"; reached != c.reached {
				t.Errorf("reached: %v, want %v (%v)", reached, c.reached, err)
			}
			if !c.reached {
				wantError(t, err, blog.Forbidden, "private network")
			}
		})
	}
}

// An allowed host at the usual port of its scheme is the one without a port.
func TestTheUsualPortIsMatched(t *testing.T) {
	c, d := client(t, Options{AllowHosts: []string{"192.168.7.7:80", "[fd00::7]:443"}})
	for _, address := range []string{"http://192.168.7.7/", "https://[fd00::7]/", "https://192.168.7.7/", "http://[fd00::7]/"} {
		_, _ = c.Page(t.Context(), address)
	}
	if got := strings.Join(d.all(), " "); got != "192.168.7.7:80 [fd00::7]:443" {
		t.Errorf("dialled %s", got)
	}
}

func TestNobodyIsAllowedByDefault(t *testing.T) {
	g, err := newGuard(nil, hooks{})
	if err != nil || len(g.allowed) != 0 {
		t.Errorf("allowed by default: %v, %v", g.allowed, err)
	}
	for _, address := range []string{"127.0.0.1:80", "[::1]:80", "10.0.0.1:443", "localhost:80"} {
		if conn, err := g.dial(context.Background(), "tcp", address); err == nil {
			_ = conn.Close()
			t.Errorf("%s was dialled", address)
		}
	}
}

func TestFaultsOfAllowHostsAreNamed(t *testing.T) {
	for _, entry := range []string{"http://nas.home", "nas.home/path", "10.0.0.0/8", "*.home", "nas.home:0", "nas.home:http", "nas.home:70000", "[::1", "a b", "user@nas.home", "1.2.3.4.5", ":8080"} {
		_, err := New(Options{AllowHosts: []string{"fine.home", entry}})
		wantError(t, err, blog.Invalid, "--allow-hosts", entry)
	}
	_, err := New(Options{AllowHosts: []string{"a b", "c d"}, CAFile: "/nowhere.pem"})
	if n := len(blog.Faults(err)); n != 3 {
		t.Errorf("%d faults, want 3: %v", n, err)
	}
}

func FuzzTarget(f *testing.F) {
	for _, host := range spellings {
		f.Add("http://" + host + "/")
	}
	f.Add("https://Пример.example:443/größe?a=b#c")
	f.Fuzz(func(t *testing.T, address string) {
		u, err := target(address)
		if err != nil {
			if kind := blog.KindOf(err); kind != blog.Invalid {
				t.Errorf("target(%q): kind %d", address, kind)
			}
			return
		}
		again, err := target(u.String())
		if err != nil || again.Host != u.Host {
			t.Errorf("target(%q) is at %q, and again at %v, %v", address, u.Host, again, err)
		}
		if u.User != nil || strings.Trim(u.Host, "abcdefghijklmnopqrstuvwxyz0123456789.-_:[]") != "" {
			t.Errorf("target(%q) is at %q", address, u.Host)
		}
	})
}
