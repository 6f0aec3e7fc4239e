package web_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"pullquote/internal/web"
)

func credentials(username, secret string, more ...string) url.Values {
	form := url.Values{"username": {username}, "password": {secret}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func TestSignInAndOut(t *testing.T) {
	h := newHouse(t)
	v := h.reader()
	v.get("/desk?shelf=trash").leads(t, http.StatusSeeOther, "/login?next=%2Fdesk%3Fshelf%3Dtrash")
	r := v.get("/login?next=%2Fdesk%3Fshelf%3Dtrash").status(t, http.StatusOK)
	next := r.attr("form input[name=next]", "value")
	v.post("/login", credentials("ada", password, "next", next)).leads(t, http.StatusSeeOther, "/desk?shelf=trash")
	v.get("/desk?shelf=trash").status(t, http.StatusOK)
	v.get("/login?next=/compose").leads(t, http.StatusSeeOther, "/compose")

	kept := *v
	kept.cookies = map[string]*http.Cookie{"pullquote": v.cookies["pullquote"]}
	if r := v.get("/logout").status(t, http.StatusOK); r.attr("main form", "action") != "/logout" {
		t.Error("signing out is not asked for")
	}
	v.get("/desk").status(t, http.StatusOK) // the GET has changed nothing
	v.post("/logout", nil).leads(t, http.StatusSeeOther, "/")
	if _, there := v.cookies["pullquote"]; there {
		t.Error("the browser keeps the cookie")
	}
	v.get("/logout").leads(t, http.StatusSeeOther, "/")
	v.post("/logout", nil).leads(t, http.StatusSeeOther, "/")
	kept.get("/desk").leads(t, http.StatusSeeOther, "/login?next=%2Fdesk")
}

func TestSigningInOverASessionEndsIt(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	old := v.cookies["pullquote"]
	v.post("/login", credentials("ada", password)).leads(t, http.StatusSeeOther, "/")
	if v.cookies["pullquote"].Value == old.Value {
		t.Fatal("the token is the old one")
	}
	v.get("/desk").status(t, http.StatusOK)
	v.cookies["pullquote"] = old
	v.get("/desk").leads(t, http.StatusSeeOther, "/login?next=%2Fdesk")
}

func TestAWrongPasswordIsSaidAndThenSlowed(t *testing.T) {
	h := newHouse(t)
	v := h.reader()
	var r reply
	for range 5 {
		r = v.post("/login", credentials("ada", "wrong secret", "next", "/desk")).status(t, http.StatusUnauthorized)
	}
	if r.text("[role=alert]") != "The user name or the password is wrong. Check both and try again." {
		t.Errorf("the page says %q", r.text("[role=alert]"))
	}
	if r.attr("#pq-username", "value") != "ada" || r.attr("#pq-password", "value") != "" || r.attr("form input[name=next]", "value") != "/desk" {
		t.Error("the user name and the way on should be kept, the password not")
	}
	r = v.post("/login", credentials("ada", password)).status(t, http.StatusTooManyRequests)
	wait, err := strconv.Atoi(r.Header().Get("Retry-After"))
	if err != nil || wait < 1 || !strings.Contains(r.text("[role=alert]"), "Try again in") {
		t.Errorf("Retry-After is %q, the page says %q", r.Header().Get("Retry-After"), r.text("[role=alert]"))
	}
	h.pass(time.Duration(wait) * time.Second)
	v.post("/login", credentials("ada", password)).leads(t, http.StatusSeeOther, "/")
	for _, secret := range []string{password, "wrong secret"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestOnlyTheConnectionsAddressIsSlowed(t *testing.T) {
	h := newHouse(t)
	for _, tc := range []struct {
		name, remote, forwarded string
		want                    int
	}{
		{"a stranger who makes up an address for each try", "203.0.113.9:1", "198.51.100.", http.StatusTooManyRequests},
		{"many people behind a proxy that is trusted", "10.1.2.3:1", "198.51.100.", http.StatusUnauthorized},
		{"one person who makes up addresses behind a trusted proxy", "10.1.2.3:1", "198.51.100.%, 203.0.113.77, 10.9.9.", http.StatusTooManyRequests},
		{"a trusted proxy that writes no address", "10.7.7.7:1", "unknown-", http.StatusTooManyRequests},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := h.reader()
			v.remote = tc.remote
			var r reply
			for i := range 6 {
				n := strconv.Itoa(i + 1)
				v.header.Set("X-Forwarded-For", strings.ReplaceAll(tc.forwarded, "%", n)+n)
				r = v.post("/login", credentials("nobody"+tc.name[:6]+n, "wrong"))
			}
			r.status(t, tc.want)
		})
	}
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, next := range []string{
		"//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, `/\/evil.example`, "https://evil.example", "https:evil.example",
		"http:/evil.example", "javascript:alert(1)", "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example", "evil.example",
		"@evil.example", "//evil.example/%2e%2e", "/%zz", "", "?next=/", "data:text/html,x",
	} {
		r := v.get("/login?next=" + url.QueryEscape(next))
		r.leads(t, http.StatusSeeOther, "/")
	}
	for _, next := range []string{"/desk", "/+/https://example.org/a?b=c", "/compose?url=https%3A%2F%2Fexample.org%2F", "/tags/%C3%A9/"} {
		v.get("/login?next="+url.QueryEscape(next)).leads(t, http.StatusSeeOther, next)
	}
	form := h.reader().get("/login?next=" + url.QueryEscape("//evil.example"))
	if got := form.attr("form input[name=next]", "value"); got != "/" {
		t.Errorf("the form goes on to %q", got)
	}
	h.reader().post("/login", credentials("ada", password, "next", "//evil.example")).leads(t, http.StatusSeeOther, "/")
}

func TestTheCookie(t *testing.T) {
	behindProxy := func(o *web.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} } // the address from which httptest sends requests
	secureBase := func(o *web.Options) { o.BaseURL = "https://blog.example" }
	for _, tc := range []struct {
		name      string
		change    func(*web.Options)
		forwarded string
		secure    bool
	}{
		{"on http", func(*web.Options) {}, "", false},
		{"where a proxy says http", func(*web.Options) {}, "http", false},
		{"where a proxy says https", behindProxy, "https", true},
		{"where the first of two proxies says https", behindProxy, "https, http", true},
		{"where a stranger says https", func(*web.Options) {}, "https", false},
		{"where the base URL is https", secureBase, "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHouse(t, tc.change)
			v := h.reader()
			if tc.forwarded != "" {
				v.header.Set("X-Forwarded-Proto", tc.forwarded)
			}
			r := v.post("/login", credentials("ada", password))
			r.leads(t, http.StatusSeeOther, "/")
			cookies := r.Result().Cookies()
			if len(cookies) != 1 {
				t.Fatalf("cookies are %v", cookies)
			}
			c, name := cookies[0], "pullquote"
			if tc.secure {
				name = "__Host-pullquote"
			}
			if c.Name != name || c.Secure != tc.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 90*24*3600 {
				t.Errorf("the cookie is %+v", c)
			}
			v.get("/desk").status(t, http.StatusOK)
			if tc.secure {
				v.cookies = map[string]*http.Cookie{"pullquote": {Name: "pullquote", Value: c.Value}}
				v.get("/desk").leads(t, http.StatusSeeOther, "/login?next=%2Fdesk")
			}
		})
	}
}

func TestASessionSlidesAndTheBrowserIsToldOnceADay(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	h.pass(time.Hour)
	if r := v.get("/desk").status(t, http.StatusOK); len(r.Result().Cookies()) != 0 {
		t.Error("a cookie is set though nothing moved")
	}
	h.pass(24 * time.Hour)
	if r := v.get("/desk").status(t, http.StatusOK); len(r.Result().Cookies()) != 1 {
		t.Error("the browser is not told that the session goes on")
	}
	v.remote = "198.51.100.7:1" // another network
	for range 3 {
		h.pass(80 * 24 * time.Hour)
		v.get("/desk").status(t, http.StatusOK)
	}
	h.pass(91 * 24 * time.Hour)
	v.get("/desk").leads(t, http.StatusSeeOther, "/login?next=%2Fdesk")
}
