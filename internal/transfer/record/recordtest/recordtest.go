// Package recordtest reads archives for the tests of formats, and shows and checks the
// items.
package recordtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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
