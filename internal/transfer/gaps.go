package transfer

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// fate is what became of a file that a post refers to.
type fate int

const (
	noConcern fate = iota // it stands on another host, and stays there
	cameIn
	lacking   // from the archive
	unfetched // likewise, and it may be at the old host still
	unreached // likewise, and it was asked for there
	unfit     // it is of a type that is not kept
	unread
)

// why says why a file did not come along.
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

// missedOut says why there is nothing to be had of a file: otherwise, unless
// its name or that it lies in the archive tell more.
func missedOut(name string, there bool, otherwise fate) fate {
	switch strings.ToLower(path.Ext(name)) {
	case ".svg", ".svgz", ".bmp", ".ico", ".tif", ".tiff", ".heic", ".jxl":
		return unfit // where pictures are looked for, these are not
	}
	if there {
		return unread
	}
	return otherwise
}

// picture is one that a post shows and that did not come along.
type picture struct {
	address string
	fate    fate
}

// gaps are the pictures that a post shows and that did not come along.
type gaps struct {
	post *sqlite.PostOfBatch
	left []picture
}

// noteGaps says in the lines of posts which of their pictures did not come
// along. What an earlier import has brought in is here all the same.
func (im *Importer) noteGaps(ctx context.Context, batch blog.Batch, found []gaps) error {
	if len(found) == 0 {
		return ctx.Err()
	}
	var addresses []string
	for _, g := range found {
		for _, p := range g.left {
			addresses = append(addresses, p.address)
		}
	}
	here, err := im.store.Local(ctx, addresses)
	if err != nil {
		return err
	}
	var noted []sqlite.PostOfBatch
	for _, g := range found {
		left := slices.DeleteFunc(g.left, func(p picture) bool { return here[p.address] != "" })
		if len(left) == 0 {
			continue
		}
		// An import that is gone on with may have said so before.
		g.post.Notes = slices.DeleteFunc(g.post.Notes, func(note string) bool { return strings.HasPrefix(note, gapNote) })
		g.post.Notes = append(g.post.Notes, sentenceOf(left))
		noted = append(noted, *g.post)
	}
	if len(noted) == 0 {
		return ctx.Err()
	}
	return im.store.SaveNotes(ctx, batch.ID, noted)
}

// gapNote begins the note on pictures that did not come along.
const gapNote = "Pictures that did not come along: "

// gapsNamed is how many pictures a note names, the first ones.
const gapsNamed = 3

// sentenceOf says which pictures of a post did not come along, and why.
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

// nameOf is what a note calls a picture: what is relative to a file of the
// archive by its path, anything else by its address.
func nameOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Scheme == sqlite.ArchiveScheme {
		address = u.Path
	}
	return blog.Excerpt(strings.ReplaceAll(address, "\n", " "), 120)
}
