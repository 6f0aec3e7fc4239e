package app_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/publish"
)

func TestWhoIsSlowIsShownOutAndOthersAreServed(t *testing.T) {
	s := besiege(t, impatient)
	owner, err := s.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	long := "```\n" + strings.Repeat(strings.Repeat("-", 999)+"\n", 1100) + "```\n" // without words, which would take long to index
	for range 9 {                                                                   // more than any socket's buffers hold
		if _, err := s.Gate.Save(t.Context(), owner, publish.Save{Publish: true, Entry: publish.Entry{Body: long}}); err != nil {
			t.Fatal(err)
		}
	}
	const each = 30
	t.Run("at once", func(t *testing.T) {
		for _, tc := range []struct {
			name, begin, drip string
			busy              bool // it counts as a request under way
		}{
			{"headers that come a letter at a time", "GET / HTTP/1.1\r\nHost: blog.example\r\nX-Slow: ", "a", false},
			{"a body that comes a letter at a time", "POST /login HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n", "a", true},
			{"chunks that come a letter at a time", "POST /compose HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", true},
			{"an answer that nobody takes", "GET /older/ HTTP/1.1\r\nHost: blog.example\r\n\r\nGET / HTTP/1.1\r\nHost: blog.example\r\n\r\n", "", true},
		} {
			t.Run(tc.name, func(t *testing.T) {
				t.Parallel()
				gone := make(chan struct{}, each)
				for range each {
					c := s.dial(t)
					if tc.drip == "" {
						c.(*net.TCPConn).SetReadBuffer(4 << 10)
					}
					io.WriteString(c, tc.begin)
					go func() {
						defer func() { gone <- struct{}{} }()
						for tc.drip != "" {
							time.Sleep(50 * time.Millisecond)
							if _, err := io.WriteString(c, tc.drip); err != nil {
								return
							}
						}
					}()
				}
				if tc.busy {
					s.eventually(t, "pullquote_http_requests_in_flight", func(n float64) bool { return n > 0 })
				}
				s.isServed(t)
				for range each {
					select {
					case <-gone:
					case <-time.After(time.Minute):
						t.Fatal("a slow one is still there")
					}
				}
			})
		}
	})
	s.eventually(t, "pullquote_http_requests_in_flight", func(n float64) bool { return n == 0 })
	s.isServed(t)
}

func TestAFullHouseShowsOutWhoDoesNotAsk(t *testing.T) {
	s := besiege(t, func(c *app.Config) {
		c.Limits.MaxConnections = 100
		c.Limits.HeaderTimeout = time.Minute
	})
	for i := range 400 {
		c := s.dial(t)
		if i%2 == 0 { // these have asked, and keep the connection
			io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: blog.example\r\n\r\n")
		}
		if i%100 == 99 {
			s.isServed(t)
		}
	}
	if open := s.figure(t, "pullquote_connections"); open > 100 {
		t.Errorf("%v connections are open", open)
	}
	if out := s.figure(t, "pullquote_connections_shown_out_total"); out < 300 {
		t.Errorf("%v were shown out", out)
	}
}

func TestAThousandIdleConnectionsCostLittle(t *testing.T) {
	s := besiege(t, func(c *app.Config) { c.Limits.HeaderTimeout = time.Minute })
	cost := peak(func() {
		for range 1000 {
			io.WriteString(s.dial(t), "GET / HTTP/1.1\r\nHost: blog.example\r\nX-Never: ends")
		}
		s.isServed(t)
	})
	if cost > 200 { // both ends of each are in this process
		t.Errorf("they take %d MB", cost)
	}
}

func TestShapesThatProxiesAndServersReadDifferently(t *testing.T) {
	s := besiege(t, impatient)
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: blog.example\r\n\r\n"
	head := "POST /login HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	bad := []int{http.StatusBadRequest}
	t.Run("at once", func(t *testing.T) {
		for _, tc := range []struct {
			name, request string
			want          []int // of the one answer there is
		}{
			{"a length and chunks", head + fmt.Sprintf("Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%s", 5+len(smuggled), smuggled), []int{400, 401}},
			{"chunks and a length too short", head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5c\r\n" + smuggled + "\r\n0\r\n\r\n", []int{400, 401, 408}},
			{"two lengths", head + "Content-Length: 0\r\nContent-Length: 48\r\n\r\n" + smuggled, bad},
			{"a list of lengths", head + "Content-Length: 0, 48\r\n\r\n" + smuggled, bad},
			{"a length with a sign", head + "Content-Length: +0\r\n\r\n" + smuggled, bad},
			{"a length in another base", head + "Content-Length: 0x0\r\n\r\n" + smuggled, bad},
			{"a length below nothing", head + "Content-Length: -1\r\n\r\n" + smuggled, bad},
			{"chunks that are not the last coding", head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled, []int{400, 501}},
			{"chunks by another name", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled, []int{400, 501}},
			{"chunks behind a tab", head + "Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + smuggled, []int{400, 501}},
			{"chunks twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, []int{400, 501}},
			{"a space before the colon", head + "Content-Length : 48\r\n\r\n" + smuggled, bad},
			{"a header that goes on in the next line", "GET / HTTP/1.1\r\nHost: blog.example\r\nX-Long: a\r\n b\r\nConnection: close\r\n\r\n", []int{200, 400}},
			{"a header without a name", "GET / HTTP/1.1\r\nHost: blog.example\r\n: x\r\n\r\n", bad},
			{"a header with a zero byte", "GET / HTTP/1.1\r\nHost: blog.example\r\nX: a\x00b\r\n\r\n", bad},
			{"no host", "GET / HTTP/1.1\r\n\r\n", bad},
			{"two hosts", "GET / HTTP/1.1\r\nHost: blog.example\r\nHost: evil.example\r\n\r\n", bad},
			{"a host with a path", "GET / HTTP/1.1\r\nHost: blog.example/evil\r\n\r\n", bad},
			{"a host with a space", "GET / HTTP/1.1\r\nHost: blog example\r\n\r\n", bad},
			{"chunk sizes that overflow", head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + smuggled, []int{400, 422}},
			{"a chunk with an endless extension", head + "Transfer-Encoding: chunked\r\n\r\n1;" + strings.Repeat("x", 1<<20) + "\r\na\r\n0\r\n\r\n", []int{400, 422}},
			{"a thousand chunks of one letter with long extensions", head + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;"+strings.Repeat("x", 1000)+"\r\na\r\n", 1000) + "0\r\n\r\n", []int{400, 401, 422}},
			{"no protocol", "GET /\r\n\r\n", bad},
			{"a protocol of the future", "GET / HTTP/3.7\r\nHost: blog.example\r\n\r\n", []int{505}},
			{"HTTP/2 out of the blue", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{400, 404, 405, 505}},
			{"bytes", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", bad},
		} {
			t.Run(tc.name, func(t *testing.T) {
				t.Parallel()
				statuses, _ := s.raw(t, tc.request)
				if len(statuses) != 1 || !slices.Contains(tc.want, statuses[0]) {
					t.Errorf("it is answered with %v, want one of %v", statuses, tc.want)
				}
			})
		}
	})
	if strings.Contains(s.log.String(), "smuggled") {
		t.Error("what was smuggled in was taken for a request")
	}
	s.isServed(t)
}

func TestOddRequestsGetHonestAnswers(t *testing.T) {
	s := besiege(t, nil)
	get := func(headers ...string) string {
		return "GET / HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n"
	}
	many := make([]string, 5000)
	for i := range many {
		many[i] = fmt.Sprintf("X-%d: some value", i)
	}
	for _, tc := range []struct {
		name, request string
		want          []int
	}{
		{"a header that is too large", get("X-Large: " + strings.Repeat("x", 200<<10)), []int{431}},
		{"five thousand headers", get(many...), []int{431}},
		{"an address that is too long", "GET /" + strings.Repeat("x", 200<<10) + " HTTP/1.1\r\nHost: blog.example\r\n\r\n", []int{431}},
		{"an upgrade to HTTP/2", get("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__", "Connection: Upgrade, HTTP2-Settings"), []int{200}},
		{"a websocket", get("Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), []int{200}},
		{"TRACE", "TRACE / HTTP/1.1\r\nHost: blog.example\r\nCookie: secret\r\nConnection: close\r\n\r\n", []int{405}},
		{"CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n", []int{400, 404, 405}},
		{"a method of its own", "BREW / HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n", []int{405}},
		{"a method in small letters", "get / HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n", []int{405}},
		{"the asterisk", "OPTIONS * HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n", []int{200, 404, 405}},
		{"an address with another host", "GET http://evil.example/ HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n", []int{200}},
		{"an address of another scheme", "GET file:///etc/passwd HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n", []int{400, 404}},
		{"an expectation that nobody knows", get("Expect: a-miracle"), []int{200, 417}},
		{"a body with a GET", "GET / HTTP/1.1\r\nHost: blog.example\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", []int{200}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			statuses, _ := s.raw(t, tc.request)
			if len(statuses) != 1 || !slices.Contains(tc.want, statuses[0]) {
				t.Errorf("it is answered with %v, want one of %v", statuses, tc.want)
			}
		})
	}
}

func TestNoPathLeadsElsewhere(t *testing.T) {
	s := besiege(t, nil)
	for _, path := range []string{
		"/%00", "/links/%00/", "/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd", "/assets/../../pullquote.db", "/assets/%2e%2e/%2e%2e/pullquote.db", "/assets/..%2f..%2fpullquote.db",
		"/media/..%2f..%2fpullquote.db", "/media/%2e%2e", "/media/..\\pullquote.db", "/card/..%2f1-x.png", "/%252e%252e/%252e%252e/etc/passwd", "/%25252e", "/\\evil.example", "/\\\\evil.example/",
		"//evil.example", "//evil.example/", "//evil.example/%2e%2e", "/%2f/evil.example", "/%5cevil.example", "/;evil.example", "/tags;x=y/", "/tags/a;b/", "/tags//evil.example", "/from//evil.example",
		"/%c0%ae%c0%ae/", "/%c0%af", "/%e0%80%af", "/%ff%fe", "/%ed%a0%80/", "/tags/%ff/", "/2012//11/", "/.//evil.example", "/./", "/..", "/%0d%0aSet-Cookie:%20x=y", "/tags/%0d%0aX:y",
		"/archive?next=//evil.example", "/tags?%0d%0a", "/login?next=//evil.example", "/search?q=%00", "/search?q=%ff", "/?before=%00", "/older/%00/", "/tags/more/%00/", "/feed.xml?before=%ff",
		"/" + strings.Repeat("a/", 5000), "/" + strings.Repeat("%2e%2e%2f", 500), "/tags/" + strings.Repeat("%F0%9F%92%A9", 1000) + "/",
	} {
		statuses, headers := s.raw(t, "GET "+path+" HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n")
		shown := path[:min(len(path), 60)]
		if len(statuses) != 1 || statuses[0] >= 500 {
			t.Errorf("%s is answered with %v", shown, statuses)
			continue
		}
		to := headers[0].Get("Location")
		u, err := url.Parse("http://blog.example" + path)
		if err != nil {
			u = &url.URL{Scheme: "http", Host: "blog.example", Path: "/"}
		}
		target, err := u.Parse(strings.ReplaceAll(to, `\`, "/")) // as browsers read it
		if to != "" && (err != nil || target.Host != "blog.example") {
			t.Errorf("%s leads to %q", shown, to)
		}
		if len(headers[0]["Set-Cookie"]) > 0 || headers[0].Get("X") != "" {
			t.Errorf("%s sets headers: %v", shown, headers[0])
		}
	}
}

func TestRangesAreNoLever(t *testing.T) {
	s := besiege(t, nil)
	_, home := get(t, s.URL+"/")
	asset := home[strings.Index(home, "/assets/"):]
	asset = asset[:strings.IndexByte(asset, '"')]
	ranges := "bytes=0-0" + strings.Repeat(",0-0", 10_000)
	for _, path := range []string{"/", asset, "/media/none.png", "/feed.xml"} {
		for _, header := range []string{ranges, "bytes=0-,0-,0-,0-", "bytes=9999999999999999999-", "bytes=-0", "bytes=5-2", "lines=1-2", "bytes=0-1,"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Range", header)
			resp, err := noRedirect().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			n, _ := io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if n > 200<<10 || !slices.Contains([]int{200, 206, 404, 416}, resp.StatusCode) {
				t.Errorf("%s with %.20s… answers %s of %d bytes", path, header, resp.Status, n)
			}
		}
	}
}

func TestBodiesThatAreTooLargeAreRefusedAtEveryAddress(t *testing.T) {
	s := besiege(t, func(c *app.Config) { c.Limits.MaxUpload = 1 << 20 })
	ada := s.ada(t)
	large := strings.Repeat("a", 14<<20)
	for _, path := range []string{"/login", "/setup", "/compose", "/posts/1/edit", "/export", "/desk/missed", "/settings", "/settings/reading", "/settings/password", "/import"} {
		for name, client := range map[string]*http.Client{"a stranger": noRedirect(), "the author": ada} {
			kind, body := "application/x-www-form-urlencoded", "body="+large
			if path == "/import" {
				kind, body = "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.md\"\r\n\r\n"+large+"\r\n--b--\r\n"
			}
			resp, err := client.Post(s.URL+path, kind, strings.NewReader(body))
			if err != nil {
				if path == "/login" || path == "/setup" || path == "/import" {
					continue // who goes on sending finds the line closed
				}
				t.Errorf("%s at %s: %v", name, path, err)
				continue
			}
			page, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			want := []int{http.StatusRequestEntityTooLarge}
			if path == "/setup" || path == "/settings/password" {
				want = append(want, http.StatusGone, http.StatusForbidden)
			}
			if path == "/import" && name == "a stranger" {
				want = append(want, http.StatusUnauthorized) // of files nothing is read before
			}
			if !slices.Contains(want, resp.StatusCode) {
				t.Errorf("%s at %s gets %s", name, path, resp.Status)
			}
			if path == "/compose" && !bytes.Contains(page, []byte("your words are still in the form")) {
				t.Errorf("%s is not told where the words are: %s", name, page)
			}
		}
	}
}

func TestNothingIsUnpackedOnTheWayIn(t *testing.T) {
	s := besiege(t, nil)
	var bomb bytes.Buffer
	z, err := gzip.NewWriterLevel(&bomb, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	z.Write([]byte("username="))
	for range 8 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	for _, path := range []string{"/login", "/compose", "/import"} {
		for _, coding := range []string{"gzip", "br", "gzip, gzip", "nonsense"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, bytes.NewReader(bomb.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Content-Encoding", coding)
			resp, err := noRedirect().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusUnsupportedMediaType {
				t.Errorf("%s with a body in %s answers %s", path, coding, resp.Status)
			}
		}
	}
}

func TestALengthThatLiesIsNoPost(t *testing.T) {
	s := besiege(t, nil)
	for _, tc := range []struct{ name, body string }{
		{"less than was announced", "username=ada"},
		{"nothing at all", ""},
	} {
		c := s.dial(t)
		fmt.Fprintf(c, "POST /login HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n%s", tc.body)
		c.(*net.TCPConn).CloseWrite()
		c.SetReadDeadline(time.Now().Add(patience))
		answer, _ := io.ReadAll(c)
		if !bytes.HasPrefix(answer, []byte("HTTP/1.1 422 ")) && len(answer) > 0 {
			t.Errorf("%s: it answers %.60s", tc.name, answer)
		}
	}
}

func TestFloodsAreMetWithinBounds(t *testing.T) {
	s := besiege(t, nil)
	client := noRedirect()
	client.Timeout = 2 * time.Minute
	length := 12 << 20
	if testing.Short() {
		length = 2 << 20
	}
	long := "body=" + strings.Repeat("a", length)
	for _, tc := range []struct {
		name string
		n    int
		do   func(i int) (*http.Response, error)
		want []string
		most int // MB
	}{
		{"sign-ins", 150, func(i int) (*http.Response, error) {
			return client.PostForm(s.URL+"/login", url.Values{"username": {fmt.Sprint("user", i)}, "password": {"wrong"}})
		}, []string{"401", "429"}, 200},
		{"searches", 300, func(i int) (*http.Response, error) {
			return client.Get(s.URL + "/search/?q=" + fmt.Sprint("words", i))
		}, []string{"200", "429"}, 200},
		{"addresses that are not there", 400, func(i int) (*http.Response, error) {
			return client.Get(s.URL + "/no-such-post-" + fmt.Sprint(i) + "/")
		}, []string{"404"}, 200},
		{"long forms of strangers", 24, func(int) (*http.Response, error) {
			return client.Post(s.URL+"/compose", "application/x-www-form-urlencoded", strings.NewReader(long))
		}, []string{"401", "429", "broken"}, 450},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var counts map[string]int
			held := peak(func() {
				done := make(chan struct{})
				go func() {
					defer close(done)
					counts = many(tc.n, tc.do)
				}()
				time.Sleep(50 * time.Millisecond)
				s.isServed(t)
				<-done
			})
			for status, n := range counts {
				if !slices.Contains(tc.want, status) {
					t.Errorf("%d answers are %s", n, status)
				}
			}
			if held > tc.most {
				t.Errorf("%d MB are held, answers %v", held, counts)
			}
			t.Logf("%v, %d MB", counts, held)
		})
	}
	resp, err := client.PostForm(s.URL+"/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if s.figure(t, `pullquote_sign_ins_failed_total{reason="wrong"}`) == 0 {
		t.Error("sign-ins that failed were not counted")
	}
}
