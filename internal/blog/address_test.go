package blog_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that the test does not depend on the system's time zones

	"pullquote/internal/blog"
)

func TestSlugs(t *testing.T) {
	tests := []struct{ title, want string }{
		{"US accused of launching cyberattack", "us-accused-of-launching-cyberattack"},
		{"Über die Straße", "uber-die-strasse"},
		{"It’s the author's", "its-the-authors"},
		{"Salt & Pepper", "salt-pepper"},
		{"snake_case  and   spaces", "snake-case-and-spaces"},
		{"Кириллица", "kirillitsa"},
		{"!!!", ""},
		{"", ""},
		{strings.Repeat("word ", 40), strings.TrimSuffix(strings.Repeat("word-", 16), "-")},
	}
	for _, tt := range tests {
		if got := blog.Slug(tt.title); got != tt.want {
			t.Errorf("Slug(%q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

func TestPatternMakesPaths(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	p := blog.Post{ID: 7, Slug: "a-title", URL: "https://example.org/", Published: time.Date(2012, 11, 21, 23, 30, 0, 0, time.UTC)}
	tests := []struct {
		pattern blog.Pattern
		zone    *time.Location
		want    string
	}{
		{blog.DefaultPattern, time.UTC, "/links/a-title/"},
		{"/{year}/{month}/{day}/{slug}/", time.UTC, "/2012/11/21/a-title/"},
		{"/{year}/{month}/{day}/{slug}/", berlin, "/2012/11/22/a-title/"},
		{"/{kind}/{id}/", time.UTC, "/link/7/"},
	}
	for _, tt := range tests {
		if err := tt.pattern.Validate(); err != nil {
			t.Errorf("%q: %v", tt.pattern, err)
		}
		if got := tt.pattern.Path(&p, tt.zone); got != tt.want {
			t.Errorf("%q.Path = %q, want %q", tt.pattern, got, tt.want)
		}
	}
}

func TestPatternsThatWontDo(t *testing.T) {
	for _, p := range []blog.Pattern{
		"", "links/{slug}/", "/links/{slug}", "/links/", "/{slug}?x/", "/{title}/{slug}/", "/tags/{slug}/", "/a//{slug}/", "/../{slug}/", "/{year}/{month}/{id/",
	} {
		if err := p.Validate(); blog.KindOf(err) != blog.Invalid || err == nil {
			t.Errorf("%q.Validate() = %v, want Invalid", p, err)
		}
	}
}

func TestPostsKeepOffTheBlogsOwnAddresses(t *testing.T) {
	for path, ok := range map[string]bool{
		"/links/x/": true, "/blog/links/x/": true, "/2012/11/21/x/": true, "/about/": true, "/20121/": true,
		"/": false, "/tags/x/": false, "/Tags/x/": false, "/feed/": false, "/2012/": false, "/2012/11/": false,
		"/a//b/": false, "/a/../b/": false, "nope": false, "/search": false,
		"/2012": false, "/2012/11": false, "/2012/11/21": false, "/2012/11/21//": false, "/2012/11/x": true,
		"/links/": false, "/links": false, "/quotes/": false, "/notes": false, "/links/older/9-1/": false, "/links/older/": true,
		"/links/feed.xml": false, "/notes/feed.json/": false, "/quotes/atom.xml": false, "/links/feed.xml-2/": true, "/blog/links/": true,
		"/sitemap-1.xml": false, "/sitemap-x.xml": true, "/index.html": false, "/404.html": false, "/_redirects": false, "/former.json": false,
		"/posts": false, "/posts/": false, "/posts/12/": false, "/posts/12/edit": false, "/Posts/12": false, "/posts/heron/": true, "/posts/2012-heron": true,
		"/.well-known/x": false, "/.git/config": false, "/.htaccess": false, "/a\nb/": false, "/a\x00b/": false, "/links/.net/": true,
	} {
		if err := blog.CheckPath(path); (err == nil) != ok {
			t.Errorf("CheckPath(%q) = %v", path, err)
		}
	}
}

func TestAddressesWithOneKeyAreOneAddress(t *testing.T) {
	tests := []struct{ path, query, want string }{
		{"/links/x/", "", "/links/x"},
		{"/links/x", "", "/links/x"},
		{"/links/%C3%A9/", "", "/links/é"},
		{"/", "", "/"},
		{"/", "p=367", "/?p=367"},
		{"/100%/", "", "/100%"},
	}
	for _, tt := range tests {
		if got := blog.AddressKey(tt.path, tt.query); got != tt.want {
			t.Errorf("AddressKey(%q, %q) = %q, want %q", tt.path, tt.query, got, tt.want)
		}
	}
}

func TestCheckURLSaysWhatIsWrong(t *testing.T) {
	tests := []struct{ url, sentence string }{
		{"https://example.org/a?b=c#d", ""},
		{"http://bücher.example/", ""},
		{"HTTPS://EXAMPLE.ORG", ""},
		{"http://[2001:db8::1]/", ""},
		{"example.org/page", "needs its beginning"},
		{"javascript:alert(1)", `begins with "javascript:"`},
		{"data:text/html,x", `begins with "data:"`},
		{"file:///etc/passwd", `begins with "file:"`},
		{"https:///path", "has no host"},
		{"https://example.org/a b", "has a space"},
		{"https://user@example.org/", "user name or password"},
		{"https://example.org/100%", ""},
		{"https://example.org/%zz", ""},
		{"https://exa mple.org/", "has a space"},
		{"https://[::1/", "can't be read"},
		{"https://example.org/" + strings.Repeat("x", blog.MaxURL), "is the most"},
	}
	for _, tt := range tests {
		err := blog.CheckURL("url", tt.url)
		switch {
		case tt.sentence == "" && err != nil:
			t.Errorf("CheckURL(%q): %v", tt.url, err)
		case tt.sentence != "" && (err == nil || !strings.Contains(err.Error(), tt.sentence)):
			t.Errorf("CheckURL(%q) = %v, want a sentence with %q", tt.url, err, tt.sentence)
		}
	}
}

func TestHostIsShownAsPeopleReadIt(t *testing.T) {
	for url, want := range map[string]string{
		"http://www.theverge.com/2012/": "theverge.com", "https://EXAMPLE.org:8443/": "example.org",
		"http://[::1]:80/": "::1", "": "", "nonsense": "",
	} {
		if got := blog.HostOf(url); got != want {
			t.Errorf("HostOf(%q) = %q, want %q", url, got, want)
		}
	}
}
