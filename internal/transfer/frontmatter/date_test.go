package frontmatter

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	const want = "2012-11-21T15:54:10Z"
	for text, want := range map[string]string{
		"2012-11-21 15:54:10":             want,
		"2012-11-21T15:54:10Z":            want,
		"2012-11-21T15:54:10.123456Z":     "2012-11-21T15:54:10.123456Z",
		"2012-11-21 15:54:10.5":           "2012-11-21T15:54:10.5Z",
		"2012-11-21 10:54:10 -0500":       want,
		"2012-11-21 10:54:10 -05:00":      want,
		"2012-11-21 15:54:10+00:00":       want,
		"2012-11-21T10:54:10-05:00":       want,
		"2012-11-21T10:54:10-0500":        want,
		"2012-11-21 15:54:10 UTC":         want,
		"2012-11-21 15:54:10 +0000 UTC":   want,
		"2012-11-21 10:54:10 EST":         want,
		"Wed, 21 Nov 2012 15:54:10 GMT":   want,
		"Wed, 21 Nov 2012 10:54:10 EST":   want,
		"Wed, 21 Nov 2012 10:54:10 -0500": want,
		"21 Nov 2012 15:54:10 +0000":      want,
		"Wed Nov 21 15:54:10 2012":        want,
		"Wed Nov 21 15:54:10 UTC 2012":    want,
		"2012-11-21T15:54":                "2012-11-21T15:54:00Z",
		"2012-11-21 15:54":                "2012-11-21T15:54:00Z",
		"2012-11-21 3:54 PM":              "2012-11-21T15:54:00Z",
		"2012-11-21":                      "2012-11-21T00:00:00Z",
		"2012-1-2":                        "2012-01-02T00:00:00Z",
		"2012/11/21":                      "2012-11-21T00:00:00Z",
		"20121121":                        "2012-11-21T00:00:00Z",
		"November 21, 2012":               "2012-11-21T00:00:00Z",
		"21 Nov 2012":                     "2012-11-21T00:00:00Z",
		"1353513250":                      want,
		"1353513250000":                   want,
		"1353513250000000":                want,
	} {
		got, ok := parseDate(text)
		if !ok || got.Format(time.RFC3339Nano) != want {
			t.Errorf("parseDate(%q) = %v, %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "yesterday", "2012-13-01", "2012-02-30", "0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", "0001-01-01T00:00:00Z",
		"1601-01-01", "1970-01-01 00:00:00", "2106-02-07 06:28:15", "0", "12345678901234567890",
	} {
		if got, ok := parseDate(text); ok {
			t.Errorf("parseDate(%q) = %v", text, got)
		}
	}
}

func TestADateIsFoundForEachPost(t *testing.T) {
	const file = "2020-05-04T03:02:01Z"
	tests := []struct{ name, file, matter, want, text, note string }{
		{"its own", "2011-01-02-x.md", "date: 2012-11-21", "2012-11-21T00:00:00Z", "2012-11-21", ""},
		{"WordPress's in UTC before its own clock's", "x.md", "post_date: 2012-11-21 15:00:00\npost_date_gmt: 2012-11-21 14:00:00", "2012-11-21T14:00:00Z", "2012-11-21 14:00:00", ""},
		{"the file's name", "2011-01-02-x.md", "title: T", "2011-01-02T00:00:00Z", "", ""},
		{"the file's name for one that can't be", "2011-01-02-x.md", "date: 0000-00-00", "2011-01-02T00:00:00Z", "0000-00-00", "can't be right; the file's name"},
		{"the last change", "x.md", "date: soon\nlastmod: 2012-11-21", "2012-11-21T00:00:00Z", "soon", "the last change"},
		{"the file's own", "x.md", "title: T", file, "", "no date; the file's own"},
		{"the file's own for one that can't be", "x.md", "date: Mon, 30 Nov -0001 00:00:00 +0000", file, "Mon, 30 Nov -0001 00:00:00 +0000", "can't be right; the file's own"},
		{"none for a draft", "_drafts/x.md", "title: T", "0001-01-01T00:00:00Z", "", ""},
		{"the next key's for one that can't be", "x.md", "post_date_gmt: 0000-00-00 00:00:00\npost_date: 2012-11-21 15:00:00", "2012-11-21T15:00:00Z", "2012-11-21 15:00:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, tt.file, "---\n"+tt.matter+"\n---\nWords.\n")
			check(t, map[string][2]string{"date": {it.Published.Format(time.RFC3339), tt.want}, "text": {it.DateText, tt.text}})
			if tt.note != "" && !noted(it, tt.note) || tt.note == "" && len(it.Notes) > 0 {
				t.Errorf("notes %q, want %q", it.Notes, tt.note)
			}
		})
	}
}

func TestTheLastChange(t *testing.T) {
	it := readPost(t, "x.md", "---\ndate: 2012-11-21\nlast_modified_at: 2013-01-02T00:00:00Z\n---\nWords.\n")
	if it.Updated.Format(time.DateOnly) != "2013-01-02" {
		t.Errorf("updated %v", it.Updated)
	}
	it = readPost(t, "x.md", "---\ndate: 2012-11-21\nlastmod: 2012-11-21\n---\nWords.\n")
	if !it.Updated.IsZero() {
		t.Errorf("a change at publication is none, got %v", it.Updated)
	}
}
