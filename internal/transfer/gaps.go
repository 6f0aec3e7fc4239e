package transfer

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/frontmatter"
)

// fate is the result for a file that a post refers to.
type fate int

const (
	noConcern fate = iota // on another host, and left there
	cameIn
	lacking   // not in the archive
	unfetched // not in the archive, but the old host may still have it
	unreached // not in the archive, and fetching it from the old host failed
	unfit     // of a type that is not kept
	unread
)

// why returns the reason that a file was not imported, for a note.
func (f fate) why() string {
	switch f {
	case unreached:
		return "not in the archive, and not to be had from the old host"
	case unfit:
		return "of a type that is not kept"
	case unread:
		return "unreadable, or too large"
	}
	return "not in the archive"
}

// missedOut returns the fate of a file without usable data: unfit or unread if the
// name's extension or the file's presence in the archive say so, else otherwise.
func missedOut(name string, there bool, otherwise fate) fate {
	switch strings.ToLower(path.Ext(name)) {
	case ".svg", ".svgz", ".bmp", ".ico", ".tif", ".tiff", ".heic", ".jxl":
		return unfit // archives are not searched for these
	}
	if there {
		return unread
	}
	return otherwise
}

// picture is a picture that a post shows and that was not imported.
type picture struct {
	address string
	fate    fate
}

// isFileLink reports whether a link leads to another post's file in the archive.
func isFileLink(ref markup.Reference) bool {
	u, err := url.Parse(ref.Address)
	return err == nil && !ref.Shown && u.Scheme == sqlite.ArchiveScheme && frontmatter.IsMarkdown(u.Path)
}

// gaps are the pictures of a post that were not imported, and its links to files that
// may not have been.
type gaps struct {
	post  *sqlite.PostOfBatch
	left  []picture
	links []string
}

// noteGaps adds to the report lines of posts which of their pictures were not imported,
// and which of their links lead to files that are no posts here. What an earlier import
// has stored doesn't count.
func (im *Importer) noteGaps(ctx context.Context, batch blog.Batch, found []gaps) error {
	if len(found) == 0 {
		return ctx.Err()
	}
	var addresses []string
	for _, g := range found {
		for _, p := range g.left {
			addresses = append(addresses, p.address)
		}
		addresses = append(addresses, g.links...)
	}
	here, err := im.store.Local(ctx, addresses)
	if err != nil {
		return err
	}
	var noted []sqlite.PostOfBatch
	for _, g := range found {
		left := slices.DeleteFunc(g.left, func(p picture) bool { return here[p.address] != "" })
		links := slices.DeleteFunc(g.links, func(address string) bool { return here[address] != "" })
		if len(left)+len(links) == 0 {
			continue
		}
		// A resumed import may have added the notes before.
		g.post.Notes = slices.DeleteFunc(g.post.Notes, func(note string) bool {
			return strings.HasPrefix(note, gapNote) || strings.HasPrefix(note, linkNote)
		})
		if len(left) > 0 {
			g.post.Notes = append(g.post.Notes, sentenceOf(left))
		}
		if len(links) > 0 {
			g.post.Notes = append(g.post.Notes, sentenceOfLinks(links))
		}
		noted = append(noted, *g.post)
	}
	if len(noted) == 0 {
		return ctx.Err()
	}
	return im.store.SaveNotes(ctx, batch.ID, noted)
}

// gapNote begins the note on pictures that were not imported.
const gapNote = "Pictures that did not come along: "

// gapsNamed is how many pictures a note names.
const gapsNamed = 3

// sentenceOf says which pictures of a post were not imported, and why.
func sentenceOf(left []picture) string {
	var named []string
	fetchable := false
	for i, p := range left {
		fetchable = fetchable || p.fate == unfetched
		if i < gapsNamed {
			named = append(named, fmt.Sprintf("%s (%s)", nameOf(p.address), p.fate.why()))
		}
	}
	said := gapNote + strings.Join(named, ", ")
	if more := len(left) - gapsNamed; more > 0 {
		said += fmt.Sprintf(", and %d more", more)
	}
	if fetchable {
		said += "; --fetch-files fetches what the old host still has (what came in without it is to be taken back first)"
	}
	return said + "."
}

// linkNote begins the note on links to files that are no posts here.
const linkNote = "Links that lead nowhere here, since no published post came of their files: "

// sentenceOfLinks names such links of a post.
func sentenceOfLinks(links []string) string {
	var named []string
	for _, address := range links[:min(len(links), gapsNamed)] {
		named = append(named, nameOf(address))
	}
	said := linkNote + strings.Join(named, ", ")
	if more := len(links) - gapsNamed; more > 0 {
		said += fmt.Sprintf(", and %d more", more)
	}
	return said + "."
}

// nameOf returns the name of a picture or a file in a note: its path if the address is relative
// to a file of the archive, else its address.
func nameOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Scheme == sqlite.ArchiveScheme {
		address = u.Path
	}
	return blog.Excerpt(strings.ReplaceAll(address, "\n", " "), 120)
}
