package fetch

import (
	"io"
	"net/http"
	"testing"

	"pullquote/internal/blog"
)

func TestRedirectsAreFollowed(t *testing.T) {
	for name, c := range map[string]struct {
		hops map[string]string // path → Location
		end  string
	}{
		"to another path":                {map[string]string{"/": "/page"}, "/page"},
		"relative to where they stand":   {map[string]string{"/": "a/b", "/a/b": "../c?d=e"}, "/c?d=e"},
		"five times":                     {map[string]string{"/": "/1", "/1": "/2", "/2": "/3", "/3": "/4", "/4": "/5"}, "/5"},
		"with letters beyond ASCII":      {map[string]string{"/": "/größe"}, "/gr%C3%B6%C3%9Fe"},
		"with a space":                   {map[string]string{"/": "/a b"}, "/a%20b"},
		"with a percent sign by mistake": {map[string]string{"/": "/100%"}, "/100%25"},
		"with a fragment":                {map[string]string{"/": "/page#there"}, "/page#there"},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
				if to, ok := c.hops[r.URL.Path]; ok {
					w.Header()["Location"] = []string{to}
					w.WriteHeader(http.StatusFound)
					return
				}
				_, _ = io.WriteString(w, "<html>the page")
			})
			page, err := client.Page(t.Context(), s.URL+"/")
			if err != nil || page.URL != s.URL+c.end || string(page.Body) != "<html>the page" {
				t.Errorf("got %s, %q, %v; want %s", page.URL, page.Body, err, c.end)
			}
		})
	}
}

func TestAFragmentSurvivesRedirects(t *testing.T) {
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/page", http.StatusMovedPermanently)
		}
	})
	if page, err := client.Page(t.Context(), s.URL+"/#part"); err != nil || page.URL != s.URL+"/page#part" {
		t.Errorf("got %s, %v", page.URL, err)
	}
}

func TestPagesThatOnlyLeadOnAreFollowed(t *testing.T) {
	for name, c := range map[string]struct{ page, end string }{
		"a shortener's":                 {`<head><noscript><META http-equiv="refresh" content="0;URL=/page"></noscript><title>x</title></head><script>location.replace("/page")</script>`, "/page"},
		"without url=":                  {`<meta http-equiv=refresh content="0; /page">`, "/page"},
		"with quotes and an entity":     {`<meta content="1; url='/page?a&amp;b'" http-equiv=Refresh>`, "/page?a&b"},
		"one that leaves time to read":  {`<meta http-equiv=refresh content="5; url=/page">`, "/"},
		"one that loads itself again":   {`<meta http-equiv=refresh content="0; url=/">`, "/"},
		"one without an address":        {`<meta http-equiv=refresh content="0">`, "/"},
		"one that leads out of the web": {`<meta http-equiv=refresh content="0; url=javascript:alert(1)">`, "/"},
		"a page that is to be shared":   {`<meta property="og:title" content="x"><meta http-equiv=refresh content="0; url=/page">`, "/"},
		"a long page":                   {string(fill(5000)) + `<meta http-equiv=refresh content="0; url=/page">`, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				if r.URL.Path == "/" {
					_, _ = io.WriteString(w, c.page)
				}
			})
			page, err := client.Page(t.Context(), s.URL+"/")
			if err != nil || page.URL != s.URL+c.end {
				t.Errorf("got %s, %v, want %s", page.URL, err, c.end)
			}
		})
	}
}

func TestRedirectsComeToAnEnd(t *testing.T) {
	var asked int
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		switch {
		case r.URL.Path == "/self":
			http.Redirect(w, r, "/self", http.StatusFound)
		case r.URL.Path == "/a":
			http.Redirect(w, r, "/b", http.StatusFound)
		case r.URL.Path == "/b":
			http.Redirect(w, r, "/a", http.StatusFound)
		case len(r.URL.Path) < 8:
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		case r.URL.Path == "/nowhere":
			w.WriteHeader(http.StatusFound)
		case r.URL.Path == "/garbage":
			w.Header().Set("Location", "http://[::1")
			w.WriteHeader(http.StatusFound)
		}
	})
	for path, words := range map[string]string{"/self": "in a circle", "/a": "in a circle", "/x": "more than 5 others", "/nowhere": "302 Found", "/garbage": "not an address of the web"} {
		asked = 0
		_, err := client.Page(t.Context(), s.URL+path)
		wantError(t, err, blog.Unavailable, hostOf(s.URL), words)
		if asked > 6 {
			t.Errorf("%s: asked %d times", path, asked)
		}
	}
	if page, err := client.Page(t.Context(), s.URL+"/xx"); err != nil || page.URL != s.URL+"/xxxxxxx" {
		t.Errorf("five redirects: %s, %v", page.URL, err)
	}
}
