package app_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// HTTP/1.0 knows no Host, and HTTP/1.1 lets it be empty: what names the blog then
// goes by the address that was reached.
func TestWhoNamesNoHostIsToldTheAddressThatWasReached(t *testing.T) {
	r := startSetUp(t)
	owner, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Gate.Save(t.Context(), owner, publish.Save{Publish: true, Entry: publish.Entry{Title: "Heron", URL: "https://example.org/", Body: "Words.", Tags: blog.ParseTags("birds")}}); err != nil {
		t.Fatal(err)
	}
	ask := func(request string) string {
		t.Helper()
		c, err := net.Dial("tcp", strings.TrimPrefix(r.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(time.Minute))
		io.WriteString(c, request)
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%q is answered %s, %v", request, resp.Status, err)
		}
		return fmt.Sprint(resp.Header) + string(body)
	}
	for _, path := range []string{
		"/robots.txt", "/sitemap.xml", "/feed.xml", "/atom.xml", "/feed.json", "/tags/birds/feed.xml", "/search/feed.xml?q=heron", "/opensearch.xml",
		"/", "/links/heron/", "/archive/", "/tags/", "/tags/birds/", "/from/example.org/", "/author/ada-example/", "/oembed?url=" + url.QueryEscape(r.URL+"/links/heron/"),
	} {
		for name, tail := range map[string]string{"none": " HTTP/1.0\r\n", "an empty one": " HTTP/1.1\r\nHost:\r\nConnection: close\r\n", "a port alone": " HTTP/1.1\r\nHost: :80\r\nConnection: close\r\n"} {
			got := ask("GET " + path + tail + "\r\n")
			if strings.Contains(got, "http:///") || strings.Contains(got, "http://:") || strings.Contains(got, url.QueryEscape("http:///")) {
				t.Errorf("%s with %s names an empty host: %s", path, name, got)
			}
			if !strings.Contains(got, r.URL+"/") {
				t.Errorf("%s with %s does not name %s: %s", path, name, r.URL, got)
			}
		}
	}
}
