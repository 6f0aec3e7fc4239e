package transfer

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/record"
)

// leftOut returns a *record.Skip with the reason if a valid item is not to be
// imported, else nil.
func (r *run) leftOut(it record.Item) error {
	skip := &record.Skip{Origin: it.Origin, Title: it.Title}
	switch {
	case !it.Page:
		return nil
	case it.URL == "" && strings.TrimSpace(it.Body) == "":
		skip.Reason = "A page without words of its own."
	case !r.options.Pages:
		r.pages++
		skip.Reason = "A page, not a post. Import again with “Pages, too” (--pages) to bring it in."
	default:
		return nil
	}
	return skip
}

// take adds an item to the current slice.
func (r *run) take(it record.Item, src *source, format string) {
	if r.format == "" {
		r.format = format
	}
	if src.listsAllPosts() {
		if r.listed == nil {
			r.listed = map[string]bool{}
		}
		r.listed[it.Key] = true
	}
	for _, name := range it.Unseen {
		if r.unseen == nil {
			r.unseen = map[string]int{}
		}
		r.unseen[name]++
	}
	for address, names := range it.Files {
		r.found.nameFile(address, names)
	}
	it.Base = rebased(it.Base, r.batch.ID)
	imp := toImport(it, format, r.im.now())
	if it.Origin == src.file.Name {
		imp.Path = src.file.Path
	}
	if !strings.HasPrefix(it.Key, sqlite.OwnKey) {
		addFileAddresses(&imp, r.batch.ID, src, format)
	}
	if imp.Post.Status == blog.Published && imp.Post.Published.IsZero() && !src.file.Modified.IsZero() {
		// Without a date it would be listed above everything written since.
		imp.Post.Published = src.file.Modified.UTC()
		imp.Notes = append(imp.Notes, "It has no date; the file's own was taken.")
	}
	r.items = append(r.items, imp)
	r.bytes += len(it.Raw) + len(it.Body)
}

// reportUnseen adds one report line on the metadata of all items that no reader saw.
func (r *run) reportUnseen() {
	if len(r.unseen) == 0 {
		return
	}
	var counts []string
	for _, name := range slices.Sorted(maps.Keys(r.unseen)) {
		counts = append(counts, fmt.Sprintf("%s (%d)", name, r.unseen[name]))
	}
	r.reportError(record.File{}, &record.Skip{Origin: "All posts", Reason: "What plugins noted for themselves and no reader saw is not taken over: " + blog.Excerpt(strings.Join(counts, ", "), 500) + "."})
}

// toImport converts an item to what the gate takes. An item that is dated after now
// was scheduled, and becomes a draft.
func toImport(it record.Item, format string, now time.Time) (imp blog.Import) {
	var notes []string
	p := blog.Post{
		Status: it.Status, Author: blog.Author{Name: it.Author},
		Title: it.Title, URL: it.URL, Via: it.Via, Body: it.Body, Format: it.Format,
		Tags: blog.NewTags(it.Tags), Lang: it.Lang, Slug: it.Slug, Path: it.Path,
		GUID: it.GUID, Base: it.Base, Source: blog.Source{Original: it.Original, About: it.Source.Tidy()}, Quotes: it.Captured,
		Created: it.Published, Published: it.Published, Updated: it.Updated, DateText: it.DateText,
	}
	if !it.Created.IsZero() {
		p.Created = it.Created
	}
	switch {
	case it.Published.After(now):
		p.Status, p.Created, p.Published, p.Updated = blog.Draft, time.Time{}, time.Time{}, time.Time{}
		notes = append(notes, fmt.Sprintf("It is dated %s, which is yet to come: it comes in as a draft.", it.Published.Format(time.DateOnly)))
	case it.Status == blog.Draft && !strings.HasPrefix(it.Key, sqlite.OwnKey): // our own drafts keep the date of an earlier publication
		p.Published, p.Updated = time.Time{}, time.Time{}
		fallthrough
	case it.Status == blog.Draft:
		notes = append(notes, "A draft: readers don't see it.")
	case it.Updated.After(now):
		p.Updated = time.Time{}
	}
	imp = blog.Import{Key: it.Key, Raw: it.Raw, Format: format, Origin: it.Origin, Post: p, Former: it.Former, Hosts: it.Hosts, Notes: append(it.Notes, notes...)}
	if base, err := url.Parse(it.Base); err == nil && base.Host != "" && base.Scheme != sqlite.ArchiveScheme {
		imp.Hosts = append(slices.Clone(imp.Hosts), strings.ToLower(base.Host))
	}
	return imp
}
