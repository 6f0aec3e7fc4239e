// Package recordtest reads archives for the tests of formats, and shows and checks the
// items.
package recordtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// Read returns the items and the errors of a file with this text, each in order.
func Read(format record.Format, f record.File, text string) (items []record.Item, errs []error) {
	for it, err := range format.Read(f, strings.NewReader(text)) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, it)
	}
	return items, errs
}

// Lines returns items as lines: status, date, address, title, tags, text.
func Lines(items []record.Item) []string {
	lines := make([]string, len(items))
	for i, it := range items {
		date := ""
		if !it.Published.IsZero() {
			date = it.Published.Format(time.DateOnly)
		}
		lines[i] = fmt.Sprintf("%s %s %s %q [%s] %q", it.Status, date, it.URL, it.Title, strings.Join(it.Tags, "|"), it.Body)
	}
	return lines
}

// KeyedLines is Lines with the key of each item before its line.
func KeyedLines(items []record.Item) []string {
	lines := Lines(items)
	for i, it := range items {
		lines[i] = it.Key + " " + lines[i]
	}
	return lines
}

// CheckCaptured checks that the captured passages of an item are quotes in its body.
func CheckCaptured(tb testing.TB, it record.Item) {
	tb.Helper()
	_, quotes := markup.Render(it.Body, it.Format)
	for _, c := range it.Captured {
		if !slices.ContainsFunc(quotes, func(q blog.Quote) bool { return record.Plain(q.Text) == record.Plain(c.Text) }) {
			tb.Errorf("the passage %q is none of the quotes of %q", c.Text, it.Body)
		}
	}
}

// CheckFields compares fields, by name, with what they have to be: got and want.
func CheckFields(tb testing.TB, fields map[string][2]string) {
	tb.Helper()
	for name, f := range fields {
		if f[0] != f[1] {
			tb.Errorf("%s:\n got %q\nwant %q", name, f[0], f[1])
		}
	}
}

// ItemOf returns the item that an entry must be read back as.
func ItemOf(e record.Entry) record.Item {
	p := &e.Post
	it := record.Item{
		Key: "pullquote:" + p.GUID, GUID: p.GUID, Title: p.Title, URL: p.URL, Original: p.Source.Original, Via: p.Via, Body: p.Body, Format: p.Format,
		Author: p.Author.Name, Lang: p.Lang, Slug: p.Slug, Path: p.Path, Former: e.Former, Base: p.Base, Source: p.Source.About,
		Status: p.Status, Published: p.Published, Updated: p.Updated, Created: p.Created, DateText: p.DateText,
	}
	for _, tag := range p.Tags {
		it.Tags = append(it.Tags, tag.Name)
	}
	for _, q := range p.Quotes {
		if q.Captured != "" {
			it.Captured = append(it.Captured, q)
		}
	}
	if p.Path != "" {
		it.Hosts = []string{"links.example.org"}
	}
	return it
}

// CheckItem compares items, except for origin, raw bytes and notes.
func CheckItem(tb testing.TB, want, got record.Item) {
	tb.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(record.Item{}, "Origin", "Raw", "Notes"), cmpopts.EquateEmpty()); diff != "" {
		tb.Errorf("(-want +got):\n%s", diff)
	}
}

// CheckSound checks what is true of every item that a format yields: it is complete, its
// texts are valid, its addresses can be stored, its captured passages are in its body.
func CheckSound(tb testing.TB, it record.Item) {
	tb.Helper()
	if it.Key == "" || it.Origin == "" || it.Format == "" || it.Status == "" || len(it.Raw) == 0 {
		tb.Errorf("incomplete: %+v", it)
	}
	if it.URL != "" && blog.CheckURL("url", it.URL) != nil {
		tb.Errorf("URL %q", it.URL)
	}
	texts := []string{it.Key, it.Title, it.Body, it.Via, it.Base, it.DateText, it.Source.Title}
	for _, text := range slices.Concat(texts, it.Tags, it.Notes) {
		if !utf8.ValidString(text) {
			tb.Errorf("%q is no text", text)
		}
	}
	for _, key := range it.Former {
		if !strings.HasPrefix(key, "/") || key == "/" {
			tb.Errorf("former address %q", key)
		}
	}
	CheckCaptured(tb, it)
}
