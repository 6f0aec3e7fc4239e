package blog

import (
	"net/url"
	"strings"
)

// redirectors lists pages whose only purpose is to redirect, by host and prefix of
// the path, with the parameters that may hold the target; if there are none, the
// whole query is the target. A host with a leading dot stands for all its
// subdomains, one with a trailing dot for all countries.
var redirectors = []struct{ host, path, params string }{
	{"www.google.", "/url", "q url"},
	{"google.", "/url", "q url"},
	{"news.google.", "/news/url", "url"},
	{"www.google.", "/imgres", "imgrefurl"},
	{"consent.google.", "/", "continue"},
	{"consent.youtube.com", "/", "continue"},
	{"adclick.g.doubleclick.net", "/", "adurl"},
	{"www.googleadservices.com", "/pagead/aclk", "adurl"},
	{"plus.url.google.com", "/url", "q url"},
	{"search.app", "/", "link"},
	{"www.bing.com", "/alink/link", "url"},
	{"www.bing.com", "/news/apiclick.aspx", "url"},
	{"l.facebook.com", "/l.php", "u"},
	{"lm.facebook.com", "/l.php", "u"},
	{"www.facebook.com", "/l.php", "u"},
	{"www.facebook.com", "/flx/warn/", "u"},
	{"m.facebook.com", "/l.php", "u"},
	{"m.facebook.com", "/flx/warn/", "u"},
	{"l.instagram.com", "/", "u"},
	{"l.messenger.com", "/l.php", "u"},
	{"l.threads.com", "/", "u"},
	{"l.threads.net", "/", "u"},
	{"out.reddit.com", "/", "url"},
	{"www.reddit.com", "/media", "url"},
	{"t.umblr.com", "/redirect", "z"},
	{"duckduckgo.com", "/l/", "uddg"},
	{"slack-redir.net", "/link", "url"},
	{".safelinks.protection.outlook.com", "/", "url"},
	{".safelinks.protection.office365.us", "/", "url"},
	{"statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", "url"},
	{".safelink.emails.azure.net", "/redirect/", "destination"},
	{"linkprotect.cudasvc.com", "/url", "a"},
	{"clicktime.symantec.com", "/", "u"},
	{"deref-gmx.net", "/mail/client/", "redirectUrl"},
	{"deref-web.de", "/mail/client/", "redirectUrl"},
	{"deref-mail.com", "/mail/client/", "redirectUrl"},
	{"steamcommunity.com", "/linkfilter", "url u"},
	{"vk.com", "/away.php", "to"},
	{"m.vk.com", "/away.php", "to"},
	{"away.vk.com", "/away.php", "to"},
	{"t.me", "/iv", "url"},
	{"flipboard.com", "/redirect", "url"},
	{"www.flipboard.com", "/redirect", "url"},
	{"www.linkedin.com", "/safety/go", "url"},
	{"www.linkedin.com", "/redir/", "url"},
	{"www.youtube.com", "/redirect", "q"},
	{"m.youtube.com", "/redirect", "q"},
	{"www.deviantart.com", "/users/outgoing", ""},
	{"href.li", "/", ""},
	{"anon.to", "/", ""},
	{"link.zhihu.com", "/", "target"},
	{"link.juejin.cn", "/", "target"},
	{"link.csdn.net", "/", "target"},
	{"gitee.com", "/link", "target"},
	{"www.tiktok.com", "/link/v2", "target"},
	{"www.douban.com", "/link2/", "url"},
	{"weibo.cn", "/sinaurl", "u toasturl"},
	{"l.wl.co", "/l", "u"},
	{"www.pixiv.net", "/jump.php", "url"},
	{"www.pixiv.net", "/jump.php", ""},
	{"getpocket.com", "/redirect", "url"},
	{"clk.tradedoubler.com", "/click", "url"},
	{"go.redirectingat.com", "/", "url"},
	{"go.skimresources.com", "/", "url"},
	{"www.awin1.com", "/cread.php", "ued p"},
	{"click.linksynergy.com", "/", "murl"},
	{"www.dpbolvw.net", "/click", "url"},
	{"www.jdoqocy.com", "/click", "url"},
	{"www.tkqlhce.com", "/click", "url"},
	{"www.kqzyfj.com", "/click", "url"},
	{"www.anrdoezrs.net", "/click", "url"},
	{".sjv.io", "/", "u"},
	{".pxf.io", "/", "u"},
	{"s.click.aliexpress.com", "/deep_link.htm", "dl_target_url"},
	{"redirect.viglink.com", "/", "u"},
	{"exit.sc", "/", "url"},
	{"gate.sc", "/", "url"},
}

// unwrap returns the page behind the address of a reader view, a redirector or an
// AMP cache, and a sentence about it. If there is no such page, it returns the
// address itself and nil.
func unwrap(raw string) (address string, note *Error) {
	for _, prefix := range []string{"view-source:", "about:reader?url=", "read:", "feed:"} {
		if rest, ok := cutPrefixFold(raw, prefix); ok {
			if prefix == "about:reader?url=" {
				if decoded, err := url.QueryUnescape(rest); err == nil {
					rest = decoded
				}
			}
			if isWeb(rest) {
				return rest, Fault("url", "The address was that of a view of the page; this is the page itself.")
			}
		}
	}
	for _, prefix := range []string{"chrome-extension://", "moz-extension://", "extension://", "safari-web-extension://"} {
		if _, ok := cutPrefixFold(raw, prefix); ok {
			for _, scheme := range []string{"https://", "http://"} {
				if i := strings.Index(raw, scheme); i > 0 && isWeb(raw[i:]) {
					return raw[i:], Fault("url", "The address was that of an extension; this is the page itself.")
				}
			}
		}
	}
	u, err := ParseURL(raw)
	if err != nil || !isWeb(raw) {
		return raw, nil
	}
	host := strings.ToLower(u.Hostname())
	if rest, ok := ampCache(host, u); ok {
		return rest, Fault("url", "This is the page behind the AMP copy at %s.", host)
	}
	if page, ok := wrapped(host, u); ok && isWeb(page) {
		return page, Fault("url", "This is the page behind a redirect of %s.", host)
	}
	for _, r := range redirectors {
		if !sameSite(host, r.host) || !strings.HasPrefix(u.Path, r.path) {
			continue
		}
		values, _ := url.ParseQuery(u.RawQuery)
		for name := range strings.FieldsSeq(r.params) {
			if isWeb(values.Get(name)) {
				return values.Get(name), Fault("url", "This is the page behind a redirect of %s.", host)
			}
		}
		if whole, err := url.QueryUnescape(u.RawQuery); r.params == "" && err == nil && isWeb(whole) {
			return whole, Fault("url", "This is the page behind a redirect of %s.", host)
		}
	}
	return raw, nil
}

// ampCache returns the page of which an address in an AMP cache shows a copy
// (https://developers.google.com/amp/cache/overview).
func ampCache(host string, u *url.URL) (string, bool) {
	path := ""
	switch {
	case strings.HasSuffix(host, ".cdn.ampproject.org"), host == "cdn.ampproject.org", strings.HasSuffix(host, ".bing-amp.com"):
		for _, kind := range []string{"/c/", "/v/", "/wp/"} {
			if rest, ok := strings.CutPrefix(u.EscapedPath(), kind); ok {
				path = rest
			}
		}
	case host == "google.com" || strings.HasPrefix(host, "www.google."):
		path, _ = strings.CutPrefix(u.EscapedPath(), "/amp/")
		if path == u.EscapedPath() {
			return "", false
		}
	}
	if path == "" {
		return "", false
	}
	scheme := "http://"
	if rest, ok := strings.CutPrefix(path, "s/"); ok {
		scheme, path = "https://", rest
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	first, _, _ := strings.Cut(path, "/")
	return scheme + path, strings.Contains(first, ".") && isWeb(scheme+path)
}

// sameSite reports whether a host matches the host of a rule.
func sameSite(host, rule string) bool {
	switch {
	case strings.HasPrefix(rule, "."):
		return strings.HasSuffix(host, rule)
	case strings.HasSuffix(rule, "."):
		return strings.HasPrefix(host, rule)
	}
	return host == rule
}

// isWeb reports whether an address is a valid http or https address.
func isWeb(address string) bool {
	_, web := cutPrefixFold(address, "https://")
	_, plain := cutPrefixFold(address, "http://")
	return (web || plain) && CheckURL("", address) == nil
}

// cutPrefixFold is strings.CutPrefix without regard to case.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
