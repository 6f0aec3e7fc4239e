package feed

import (
	"io"
	"time"
)

// sitemapSpace is the namespace of sitemaps, protocol 0.9
// (https://www.sitemaps.org/protocol.html).
const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Limits of a sitemap: pages in one file, and bytes of an address, which is
// left out if it has more. A file has 50 MiB at most: with addresses of common
// length maxPages come to a tenth of that.
const (
	maxPages   = 50_000
	maxAddress = 2048
)

// Page is an address that search engines should know, and when it changed last;
// zero if nobody knows.
type Page struct {
	Address string
	Changed time.Time
}

// Sitemap writes a list of at most maxPages pages; what is over is not written.
func Sitemap(w io.Writer, pages []Page) error {
	return writePages(w, "urlset", "url", pages)
}

// SitemapIndex writes a list of sitemaps.
func SitemapIndex(w io.Writer, parts []Page) error {
	return writePages(w, "sitemapindex", "sitemap", parts)
}

func writePages(w io.Writer, list, entry string, pages []Page) error {
	pages = pages[:min(len(pages), maxPages)]
	x := xmlWriter{b: append(make([]byte, 0, 256+128*len(pages)), xmlHeader...)}
	x.open(list, "xmlns", sitemapSpace)
	for _, p := range pages {
		address := uri(p.Address)
		if address == "" || len(address) >= maxAddress {
			continue
		}
		x.open(entry)
		x.text("loc", address)
		if !p.Changed.IsZero() {
			x.text("lastmod", p.Changed.UTC().Format(time.RFC3339))
		}
		x.close(entry)
	}
	x.close(list)
	_, err := w.Write(x.b)
	return err
}
