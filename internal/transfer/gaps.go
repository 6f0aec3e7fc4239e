package transfer

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/frontmatter"
)

// missingPicture is a picture that a post shows and that was not imported.
type missingPicture struct {
	address string
	outcome fileOutcome
}

// isFileLink reports whether a link leads to another post's file in the archive.
func isFileLink(ref markup.Reference) bool {
	u, err := url.Parse(ref.Address)
	return err == nil && !ref.Shown && u.Scheme == sqlite.ArchiveScheme && frontmatter.IsMarkdown(u.Path)
}

// gaps are the pictures of a post that were not imported, and its links to files that
// may not have been.
type gaps struct {
	post     *sqlite.PostOfBatch
	pictures []missingPicture
	links    []string
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
		for _, p := range g.pictures {
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
		pictures := slices.DeleteFunc(g.pictures, func(p missingPicture) bool { return here[p.address] != "" && !p.outcome.shown() })
		links := slices.DeleteFunc(g.links, func(address string) bool { return here[address] != "" })
		if len(pictures)+len(links) == 0 {
			continue
		}
		// A resumed import may have added the notes before.
		g.post.Notes = slices.DeleteFunc(g.post.Notes, func(note string) bool {
			return strings.HasPrefix(note, picturesNote) || strings.HasPrefix(note, linksNote)
		})
		if len(pictures) > 0 {
			g.post.Notes = append(g.post.Notes, noteOnPictures(pictures))
		}
		if len(links) > 0 {
			g.post.Notes = append(g.post.Notes, noteOnLinks(links))
		}
		noted = append(noted, *g.post)
	}
	if len(noted) == 0 {
		return ctx.Err()
	}
	return im.store.SaveNotes(ctx, batch.ID, noted)
}

// Beginnings of the notes on pictures that were not imported, and on links to files that
// are no posts here.
const (
	picturesNote = "Pictures that did not come along: "
	linksNote    = "Links that lead nowhere here, since no published post came of their files: "
)

// noteOnPictures says which pictures of a post were not imported, and why.
func noteOnPictures(missing []missingPicture) string {
	names := make([]string, len(missing))
	fetchable := false
	for i, p := range missing {
		names[i] = fmt.Sprintf("%s (%s)", nameOf(p.address), p.outcome.reason())
		fetchable = fetchable || p.outcome == fileNotFetched
	}
	note := picturesNote + someOf(names)
	if fetchable {
		note += "; --fetch-files fetches what the old host still has (what came in without it is to be taken back first)"
	}
	return note + "."
}

// noteOnLinks says which links of a post lead nowhere.
func noteOnLinks(addresses []string) string {
	names := make([]string, len(addresses))
	for i, address := range addresses {
		names[i] = nameOf(address)
	}
	return linksNote + someOf(names) + "."
}

// gapsNamed is how many pictures or links a note names.
const gapsNamed = 3

// someOf lists the first names, and counts the rest.
func someOf(names []string) string {
	list := strings.Join(names[:min(len(names), gapsNamed)], ", ")
	if more := len(names) - gapsNamed; more > 0 {
		list += fmt.Sprintf(", and %d more", more)
	}
	return list
}

// nameOf returns the name of a picture or a file in a note: its path if the address is relative
// to a file of the archive, else its address.
func nameOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Scheme == sqlite.ArchiveScheme {
		address = u.Path
	}
	return blog.Excerpt(strings.ReplaceAll(address, "\n", " "), 120)
}
