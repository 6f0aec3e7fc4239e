package frontmatter

import (
	"testing"
	"time"

	"pullquote/internal/transfer/record/recordtest"
)

func TestADateIsFoundForEachPost(t *testing.T) {
	const file = "2020-05-04T03:02:01Z"
	tests := []struct{ name, file, matter, want, text, note string }{
		{"its own", "2011-01-02-x.md", "date: 2012-11-21", "2012-11-21T00:00:00Z", "2012-11-21", ""},
		{"WordPress's in UTC before its own clock's", "x.md", "post_date: 2012-11-21 15:00:00\npost_date_gmt: 2012-11-21 14:00:00", "2012-11-21T14:00:00Z", "2012-11-21 14:00:00", ""},
		{"Hugo's day of publication after its date", "x.md", "date: 2012-11-21\npublishDate: 2090-01-02", "2090-01-02T00:00:00Z", "2090-01-02", ""},
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
			recordtest.CheckFields(t, map[string][2]string{"date": {it.Published.Format(time.RFC3339), tt.want}, "text": {it.DateText, tt.text}})
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
