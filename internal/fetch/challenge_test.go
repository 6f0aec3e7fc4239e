package fetch

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestTitlesOfChallengesAreKnown(t *testing.T) {
	for _, title := range []string{
		"Just a moment...", "Just a moment…", "JUST A MOMENT", " Just a\n moment… ", "Just a moment\u200b...", "Attention Required! | Cloudflare",
		"Access denied", "Access Denied", "Access denied | example.org used Cloudflare to restrict access", "Verify you are human", "Verifying you are human. This may take a few seconds.",
		"Making sure you're not a bot!", "Making sure you’re not a bot!", "Pardon Our Interruption", "Pardon Our Interruption...", "Robot or human?", "Robot Check", "Vercel Security Checkpoint",
		"DDoS-Guard", "DDOS-GUARD", "Client Challenge", "Human Verification", "Access to this page has been denied.", "Sucuri WebSite Firewall - Access Denied", "Are you a robot?",
		"Один момент…", "Einen Moment…", "Un instant…", "Un momento…", "请稍候…", "しばらくお待ちください...", "Reddit - Prove your humanity", "Вы не робот?",
		"Before you continue to YouTube", "Bevor Sie zu YouTube weitergehen", "Yahoo is part of the Yahoo family of brands", "You have been blocked", "Request unsuccessful. Incapsula incident ID: 1-2",
	} {
		if !IsChallenge(title) {
			t.Errorf("%q is not known as a challenge", title)
		}
	}
}

func TestTitlesOfPagesAreNotChallenges(t *testing.T) {
	for _, title := range []string{
		"", "...", "Just a moment in time", "Access denied: how banks shut out the poor", "Un momento", "Captcha", "Blocked", "Hetkinen", "Robot or human? A history of the Turing test", "Attention required: a manifesto", "Blocked drains and how to clear them",
		"How Cloudflare decides that you are human", "Security checks at airports", "Please wait for me", "One moment that changed my life", "Captchas are broken", "Verify you", "The access denied problem",
		"Einen Moment Zeit", "Un momento de paz", "Before you continue reading this", "Are you a robot? Notes on AI", "DDoS attacks explained", strings.Repeat("Just a moment ", 100),
	} {
		if IsChallenge(title) {
			t.Errorf("%q is taken for a challenge", title)
		}
	}
}

func TestChallengesAreNotPages(t *testing.T) {
	type answer struct {
		header, value, body string
		status              int
	}
	for name, a := range map[string]answer{
		"by title":                    {body: "<title>Just a moment...</title>"},
		"by a title with entities":    {body: "<title>Making sure you&#39;re not a bot!</title>"},
		"by a title with status 403":  {body: "<title>Access Denied</title>", status: 403},
		"by Cloudflare's header":      {header: "Cf-Mitigated", value: "challenge", body: "<title>A page</title>"},
		"by Cloudflare's header, 403": {header: "Cf-Mitigated", value: "challenge", status: 403},
		"by Vercel's header":          {header: "X-Vercel-Mitigated", value: "challenge", status: 429},
		"by Amazon's header":          {header: "X-Amzn-Waf-Action", value: "challenge", status: 202},
		"by Cloudflare's script":      {body: "<title>example.org</title><script>window._cf_chl_opt = {}</script>"},
		"by Incapsula's frame":        {body: `<html><iframe src="/_Incapsula_Resource?SWUDNSAI=1"></iframe>`},
		"by Anubis's data":            {body: `<title>…</title><script id="anubis_challenge" type="application/json">{}</script>`},
		"by DataDome's script":        {body: `<title>example.org</title><script src="https://ct.captcha-delivery.com/c.js"></script>`},
		"by Amazon's form":            {body: `<title>Amazon.com</title><form action="/errors/validateCaptcha">`},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				if a.header != "" {
					w.Header().Set(a.header, a.value)
				}
				if a.status != 0 {
					w.WriteHeader(a.status)
				}
				_, _ = io.WriteString(w, a.body)
			})
			about, err := client.About(t.Context(), s.URL)
			words := []string{hostOf(s.URL), "check for robots", "Type the title by hand."}
			if a.status == 403 && a.header == "" {
				words = words[:1]
			}
			wantError(t, err, blog.Unavailable, words...)
			if about != (blog.About{}) {
				t.Errorf("it became %+v", about)
			}
		})
	}
}

// What guards a page leaves traces in the page, too.
func TestGuardedPagesArePages(t *testing.T) {
	for name, body := range map[string]string{
		"with Cloudflare's detection":    `<title>A page</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>`,
		"with Incapsula's script":        `<title>A page</title><p>` + strings.Repeat("text ", 2000) + `<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>`,
		"about Cloudflare, and shared":   `<title>How it works</title><meta property="og:title" content="x"><pre>window._cf_chl_opt</pre>`,
		"with a title in a picture only": `<body><svg><title>Just a moment...</title></svg>`,
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, body)
			})
			if _, err := client.Page(t.Context(), s.URL); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestGatesAreKnownByTheirAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"https://consent.youtube.com/m?continue=x": true, "https://consent.google.de/ml": true, "https://www.google.com/sorry/index?continue=x": true, "https://consent.yahoo.com/v2/collectConsent": true,
		"https://guce.techcrunch.com/copyConsent": true, "https://validate.perfdrive.com/x": true, "https://example.org/.well-known/sgcaptcha/?r=%2F": true, "https://ya.ru/showcaptcha?x": true,
		"https://www.youtube.com/watch?v=x": false, "https://www.google.com/search?q=sorry": false, "https://example.org/sorry/": false, "https://consent.example.org/": false, "https://example.org/?u=https://consent.youtube.com/": false,
		"https://example.org/.well-known/security.txt": false,
	} {
		u := must(url.Parse(address))
		if got := gate(u, Page{ContentType: "image/png"}) != nil; got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
