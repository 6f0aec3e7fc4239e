package transfer

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/frontmatter"
)

// archiveAddress returns the address of a file of an archive: the base of relative links
// in it if its own address is not known, so that they resolve to other files.
func archiveAddress(batch int64, file string) string {
	return (&url.URL{Scheme: sqlite.ArchiveScheme, Host: strconv.FormatInt(batch, 10), Path: "/" + file}).String()
}

// firstKnown returns the first of some paths below an archive's root that a stored post
// is known by; "" if there is none, or the store can't say.
func (im *Importer) firstKnown(ctx context.Context, batch int64, paths []string) string {
	addresses := make([]string, len(paths))
	for i, p := range paths {
		addresses[i] = archiveAddress(batch, p)
	}
	local, err := im.store.Local(ctx, addresses)
	if err != nil {
		return ""
	}
	for i, address := range addresses {
		if local[address] != "" && frontmatter.IsMarkdown(paths[i]) {
			return paths[i]
		}
	}
	return ""
}

// addFileAddresses sets what relative links in an item start from, and lets links in other
// files name its file: no old blog had an address that ends in .md.
func addFileAddresses(imp *blog.Import, batch int64, src *source, format string) {
	file := src.file.Path
	isFrontMatter := format == frontmatter.Format.Name
	if imp.Post.Base == "" && (src.kin != nil || isFrontMatter) {
		imp.Post.Base = archiveAddress(batch, file)
	}
	isIndex := src.kin == nil && strings.HasPrefix(file, "index.") // which each post with a folder of its own has
	if isFrontMatter && frontmatter.IsMarkdown(file) && !isIndex {
		imp.Former = append(slices.Clone(imp.Former), blog.AddressKey((&url.URL{Path: "/" + file}).EscapedPath(), ""))
	}
}
