package metadata

import (
	"html"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// canonical returns the address that the page declares to be its own, if plausible.
func (s *statements) canonical() string {
	for _, raw := range append(s.linked("canonical"), s.meta.last("og:url"), s.strict.url) {
		if u := s.resolve(raw); u != nil && s.plausible(u) {
			return u.String()
		}
	}
	return ""
}

// image returns the address of the page's preview image. Of several the first is
// preferred (https://ogp.me/#array).
func (s *statements) image() string {
	candidates := []string{
		s.meta.first("og:image"), s.meta.first("og:image:url"), s.meta.first("og:image:secure_url"),
		s.meta.first("twitter:image"), s.meta.first("twitter:image:src"),
		s.strict.image, s.meta.first("weibo:article:image"), s.meta.first("weibo:webpage:image"),
		s.meta.first("sailthru:image:full"), s.meta.first("parsely-image-url"), s.loose.image,
		s.meta.first("itemprop:image"), s.meta.first("image"), s.meta.first("thumbnail"),
	}
	for _, raw := range append(candidates, s.linked("image_src")...) {
		if u := s.resolve(raw); u != nil {
			return u.String()
		}
	}
	return ""
}

// linked returns the addresses of the page's <link> elements with a rel.
func (s *statements) linked(rel string) []string {
	var all []string
	for _, link := range s.Links[:min(len(s.Links), mostLinks)] {
		if slices.Contains(strings.Fields(strings.ToLower(head(link[0], maxKey))), rel) {
			all = append(all, link[1])
		}
	}
	return all
}

// resolve makes an address absolute, undoing a second layer of HTML escapes. It returns
// nil if the result is not a web address, or contains a password.
func (s *statements) resolve(raw string) *url.URL {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > 4*blog.MaxURL {
		return nil
	}
	u, err := url.Parse(entity.ReplaceAllStringFunc(raw, html.UnescapeString))
	if err != nil {
		return nil
	}
	if s.base != nil {
		u = s.base.ResolveReference(u)
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if blog.CheckURL("", u.String()) != nil {
		return nil
	}
	return u
}

// plausible reports whether an address can be the page's own. Some templates
// give the first page of the site for all, or the host on which they were
// written. Another site is plausible: pages are syndicated.
func (s *statements) plausible(u *url.URL) bool {
	if !strings.HasPrefix(u.Fragment, "!") {
		u.Fragment, u.RawFragment = "", ""
	}
	if s.base == nil {
		return true
	}
	if isHome(u) && !isHome(s.base) {
		return false
	}
	host := u.Hostname()
	inside := net.ParseIP(host) != nil || !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".localhost")
	return !inside || strings.EqualFold(host, s.base.Hostname())
}

var (
	homePath  = regexp.MustCompile(`(?i)^/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:index\.[a-z]{3,5})?$`)
	onlyTrack = regexp.MustCompile(`(?i)^(?:(?:utm_[a-z_]+|[a-z]*clid|ref|source)(?:=[^&]*)?&?)*$`)
)

// isHome reports whether an address is that of a site's first page, in any
// language, however one came there.
func isHome(u *url.URL) bool {
	return homePath.MatchString(u.Path) && onlyTrack.MatchString(u.RawQuery)
}
