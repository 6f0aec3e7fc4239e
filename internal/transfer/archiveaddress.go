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

// rebased returns the base of an item for a batch. In one of our own exports it may be an
// address in an archive of that blog: the number there is put before this batch's, so
// that it is not taken for one of this blog's imports.
func rebased(base string, batch int64) string {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != sqlite.ArchiveScheme {
		return base
	}
	u.Host += "." + strconv.FormatInt(batch, 10)
	return u.String()
}

// beforeExport returns the address that a file in one of our own exports had in the blog
// that wrote it; see rebased. It is "" for a file of an archive that was no export, or
// whose post names no base.
func beforeExport(u *url.URL) string {
	i := strings.LastIndexByte(u.Host, '.')
	if i < 0 {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host[:i], Path: u.Path}).String()
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
