package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAddressesOfOtherProgramsLeadToWhatIsHere(t *testing.T) {
	h := newHouse(t)
	link, _, _ := h.kinds()
	h.sql(`INSERT INTO address (key, post_id, canonical) VALUES ('/?p=7', 1, 0), ('/post/123', 1, 0), ('/post/123/white-chalk', 1, 0)`)
	for asked, want := range map[string]string{
		// feeds
		"/feed/rdf/": "/feed.xml", "/rss2": "/feed.xml", "/rdf": "/feed.xml", "/index.rdf": "/feed.xml", "/rss/index.xml": "/feed.xml", "/wp-rss2.php": "/feed.xml", "/wp-feed.php": "/feed.xml",
		"/blog/feed/": "/feed.xml", "/blog/rss.xml": "/feed.xml", "/index.php/feed/": "/feed.xml",
		"/atom": "/atom.xml", "/wp-atom.php": "/atom.xml", "/feeds/posts/default": "/atom.xml", "/rss/atom/": "/atom.xml",
		"/author/ada/feed/": "/author/ada/feed.xml", "/author/ada/feed/atom/": "/author/ada/atom.xml", "/quotes/feed/": "/quotes/feed.xml", "/tags/birds/feed": "/tags/birds/feed.xml",
		"/tag/birds/feed/atom/": "/tags/birds/atom.xml", "/tagged/birds/rss": "/tags/birds/feed.xml", "/type/quote/feed/": "/quotes/feed.xml",
		"/?feed=atom": "/atom.xml", "/?feed=rss2&cat=3": "/feed.xml", "/?feed=rss2&tag=birds": "/tag/birds/feed/",
		link.Path + "feed/": link.Path, link.Path + "feed/atom/": link.Path, link.Path + "comments/feed/": link.Path,
		// lists
		"/?tag=birds": "/tag/birds/", "/?category_name=birds": "/tag/birds/", "/?author_name=ada": "/author/ada/", "/?cat=3": "/", "/?author=1": "/", "/?paged=2": "/", "/page/2/": "/", "/blog/page/2/": "/", "/blog/": "/",
		"/?m=2026": "/2026/", "/?m=202603": "/2026/03/", "/?m=20260301": "/2026/03/01/", "/?year=2026&monthnum=3&day=1": "/2026/3/1/",
		"/archive/2026/3": "/2026/3/", "/archive/2026/03/filter-by/photo": "/2026/03/", "/archive/filter-by/photo": "/archive/", "/archives/": "/archive/", "/archives/2026/": "/2026/", "/day/2026/03/01": "/2026/03/01/",
		"/blog/2026/03/": "/2026/03/", "/2026/03/feed/": "/2026/03/", "/2026/page/3/": "/2026/", "/category/": "/tags/", "/type/link/": "/links/", "/type/status/page/2/": "/notes/",
		"/sitemap_index.xml": "/sitemap.xml", "/sitemap1.xml": "/sitemap.xml", "/wp-sitemap.xml": "/sitemap.xml",
		// searches
		"/search/white%20chalk": "/search/?q=white+chalk", "/search/white+chalk/page/2/": "/search/?q=white+chalk", "/search/heron/feed/rss2/": "/search/feed.xml?q=heron", "/?s=heron": "/search/?q=heron",
		// posts
		"/?p=7": link.Path, "/index.php?p=7": "/?p=7", "/index.php?s=heron": "/?s=heron", "/index.php?x=1": "/",
		"/post/123/": link.Path, "/post/123/white-chalk/amp": link.Path, "/post/123/mobile": link.Path, "/mobile/post/123": link.Path, "/image/123": link.Path,
	} {
		r := h.reader().get(asked)
		if got := r.Header().Get("Location"); r.Code != http.StatusMovedPermanently || got != want {
			t.Errorf("%s answers %d %q, want %q", asked, r.Code, got, want)
		}
	}
	// Every redirect leads to a page in the end, without a loop.
	for _, asked := range []string{"/?feed=rss2&tag=birds", "/archive/2026/3", "/?year=2026&monthnum=3", "/index.php?p=7", "/index.php?paged=2", "/?tag=birds", "/search/heron/", "/type/quote/", "/blog/"} {
		r, address := h.reader().get(asked), asked
		for range 4 {
			if r.Code != http.StatusMovedPermanently {
				break
			}
			address = r.Header().Get("Location")
			if u, err := url.Parse(address); err != nil || !strings.HasPrefix(u.Path, "/") {
				t.Fatalf("%s leads to %q", asked, address)
			}
			r = h.reader().get(address)
		}
		if r.Code != http.StatusOK {
			t.Errorf("%s leads to %s, which answers %d", asked, address, r.Code)
		}
	}
	for _, asked := range []string{"/comments/feed/", "/comments/feed/atom/", "/blog/comments/feed/", "/?feed=comments-rss2", "/feeds/comments/default", "/wp-commentsrss2.php"} {
		h.reader().get(asked).status(t, http.StatusGone)
	}
	for _, asked := range []string{"/category/nothing/feed/", "/tagged/nothing", "/mobile/post/9", "/image/9", "/?p=8", "/index.phpx", "/blogger/", "/wp-json/", "/random"} {
		h.reader().get(asked).status(t, http.StatusNotFound)
	}
}
