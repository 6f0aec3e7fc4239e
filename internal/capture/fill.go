package capture

import (
	"strings"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/fetch"
	"pullquote/internal/fetch/metadata"
	"pullquote/internal/markup"
	"pullquote/internal/publish"
)

// Fill merges what was captured into an entry. Text that the entry already has is
// not changed. Fill returns sentences for the author about everything that differs
// from what was captured.
func Fill(e *publish.Entry, b Brought) (notes []*blog.Error) {
	note := func(format string, args ...any) { notes = append(notes, blog.Fault("", format, args...)) }
	cleaned := blog.Clean(b.URL)
	if e.URL == "" {
		e.URL = b.URL
		notes = CleanURL(e)
	}
	fillTitle(e, b, note)
	if e.Via == "" {
		e.Via = b.Via
	}
	e.Tags = union(e.Tags, b.Tags)
	if len(b.Passages) == 0 && cleaned.Fragment != "" {
		if words := sharedPassage(cleaned.Fragment); words != "" {
			b.Passages = []Passage{{Text: words}}
		}
	}
	b.Cut = !fillWords(e, b, cleaned, note) || b.Cut
	if b.Words != "" {
		e.Body = joined(e.Body, b.Words)
	} else if len(b.Passages) > 0 && e.Body != "" {
		// A line directly after a quote would belong to it.
		e.Body = strings.TrimRight(e.Body, "\n") + "\n\n"
	}
	if b.Cut {
		note("The selection was too long to be sent whole. It is cut at its end; what is here is as it was.")
	}
	if b.Old {
		note("Your bookmarklet is an old one. Tools has the new one to drag.")
	}
	return notes
}

// CleanURL removes tracking from an entry's address, keeps the original address, and
// returns notes about what was done.
func CleanURL(e *publish.Entry) (notes []*blog.Error) {
	cleaned := blog.Clean(e.URL)
	if cleaned.URL != strings.TrimSpace(e.URL) && e.Source.Original == "" {
		e.Source.Original = original(e.URL)
	}
	e.URL = cleaned.URL
	notes = cleaned.Notes
	if len(cleaned.Removed) > 0 {
		notes = append(notes, blog.Fault("url", "Taken out of the address, since it only tracks readers: %s.", strings.Join(cleaned.Removed, ", ")))
	}
	return notes
}

// original returns the address as it was captured, or "" if it is not valid.
func original(raw string) string {
	if raw = strings.TrimSpace(raw); blog.CheckURL("url", raw) != nil {
		return ""
	}
	return raw
}

// fillTitle sets the title to the one that was given, else to the one that follows
// from the page's metadata, and stores the metadata.
func fillTitle(e *publish.Entry, b Brought, note func(string, ...any)) {
	given := b.Title
	if b.Hints.URL != "" {
		about := metadata.Weigh(b.Hints)
		if fetch.IsChallenge(about.Title) || fetch.IsChallenge(b.Hints.Title) {
			about = blog.About{}
			note("The page shows a check for robots instead of itself, so its title was left out.")
		}
		if given == "" {
			given = about.Title
		}
		if untouched(e.Title, b.Hints.Title) {
			e.Title = ""
		}
		if n := utf8.RuneCountInString(b.Hints.Title); n > blog.MaxTitle && strings.HasSuffix(about.Title, "…") {
			note("The title had %d characters and was cut.", n)
		}
		if about.URL = ""; about != (blog.About{}) {
			e.Source.About = about
		}
	}
	if e.Title != "" || given == "" {
		return
	}
	e.Title = blog.Line(given, blog.MaxTitle-1)
	switch n := utf8.RuneCountInString(given); {
	case n > blog.MaxTitle:
		note("The title had %d characters and was cut.", n)
	case e.Title != strings.Join(strings.Fields(given), " "):
		note("Characters that can't be seen were taken out of the title.")
	}
}

// untouched reports whether a title is the browser's unchanged. An address may hold
// only its beginning.
func untouched(title, browsers string) bool {
	whole := blog.Line(browsers, len(browsers))
	return title == whole || len(title) > 200 && strings.HasPrefix(whole, strings.TrimSuffix(title, "…"))
}

// mostRead limits how many bytes of bodies are parsed, in all, to find the places of
// the passages of one payload. A page can send thousands of them, and for each one
// the whole body is parsed again.
const mostRead = 2 << 20

// fillWords inserts each passage as a blockquote. It returns false if there were too
// many.
func fillWords(e *publish.Entry, b Brought, cleaned blog.Cleaned, note func(string, ...any)) bool {
	read := 0
	for _, p := range b.Passages {
		if read += len(e.Body); read > mostRead {
			return false
		}
		quote := markup.NewPassage(p.HTML, b.Hints.URL)
		if p.HTML == "" {
			whole := strings.ReplaceAll(p.Text, "\r\n", "\n")
			text := strings.Map(writable, whole)
			if text != whole {
				note("Characters that can't be seen were taken out of the quote.")
			}
			quote = markup.Passage{Markdown: strings.TrimRight(markup.QuoteMarkdown(text), "\n"), Text: strings.TrimSpace(text), Captured: strings.TrimSpace(text)}
		}
		if quote.Text == "" {
			continue
		}
		captured := blog.Quote{
			Text: quote.Text, Captured: quote.Captured, Source: cleaned.URL, Place: p.Place,
			Prefix: blog.Line(p.Prefix, 200), Suffix: blog.Line(p.Suffix, 200),
		}
		if blog.CheckURL("url", captured.Source) != nil || blog.EvidenceKey(captured.Source) == blog.EvidenceKey(e.URL) {
			captured.Source = "" // the post's own source
		}
		block := written(quote.Markdown, e.Format)
		body, fresh := insert(e.Body, e.Format, e.Captured, captured, block)
		switch {
		case !fresh:
			note("These words are in the post already.")
		case len(body) > blog.MaxBody:
			note("The selection has %d KB, which is more than a post may hold, so it was left out of the commentary.", len(block)>>10)
		default:
			e.Body = body
			e.Captured = append(e.Captured, captured)
		}
	}
	return true
}

// written converts Markdown to the format of the body that it is inserted into.
func written(markdown string, format blog.Format) string {
	if format != blog.HTML && format != blog.WordPress {
		return markdown
	}
	rendered, _ := markup.Render(markdown, blog.Markdown)
	return rendered.HTML
}

// writable drops control characters, and invisible ones that change the direction of
// text.
func writable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0x202D || r == 0x202E || r == 0xFEFF {
		return -1
	}
	return r
}

// union returns the tags of both lists, each once.
func union(a, b []blog.Tag) []blog.Tag {
	names := make([]string, 0, len(a)+len(b))
	for _, t := range append(a[:len(a):len(a)], b...) {
		names = append(names, t.Name)
	}
	return blog.NewTags(names)
}
