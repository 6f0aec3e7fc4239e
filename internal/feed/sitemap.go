package feed

import (
	"io"
	"time"
)

// sitemapSpace is the namespace of sitemaps, protocol 0.9
// (https://www.sitemaps.org/protocol.html).
const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Limits of a sitemap: pages in one file, and bytes of an address; longer ones are left
// out. A file may have 50 MiB, of which maxPages with usual addresses take a tenth.
const (
	maxPages   = 50_000
	maxAddress = 2048
)

// Page is an address for search engines, with the time of its last change, or zero if that
// is not known.
type Page struct {
	Address string
	Changed time.Time
}

// Sitemap writes a sitemap of the first maxPages pages.
func Sitemap(w io.Writer, pages []Page) error {
	return writePages(w, "urlset", "url", pages)
}

// SitemapIndex writes an index of sitemaps.
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
