package instapaper

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "export"}, text)
}

const list = "URL,Title,Selection,Folder,Timestamp,Tags\nhttps://a.example/,A heron,\"It *stood*.\n\nStill.\",Birds,1353517650,\"[\"\"coding\"\", \"\"two words\"\"]\"\nhttps://b.example/,https://b.example/,,Unread,1353604050,[]\ninstapaper-private://email/1/,A letter,Words.,Archive,,\n"

func TestAListOfWhatWasSaved(t *testing.T) {
	items, errs := readAll(list)
	want := []string{
		`instapaper:https://a.example/ draft 2012-11-21 https://a.example/ "A heron" [coding|two words|Birds] "> It \\*stood\\*.\n>\n> Still."`,
		`instapaper:https://b.example/ draft 2012-11-22 https://b.example/ "" [] ""`,
		`instapaper:instapaper-private://email/1/A letter draft   "A letter" [] "> Words."`,
	}
	if diff := cmp.Diff(want, recordtest.KeyedLines(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	for _, it := range items {
		recordtest.CheckCaptured(t, it)
	}
}

func TestNotesSayWhatIsMissing(t *testing.T) {
	items, _ := readAll("URL,Title,Selection,Folder\nhttps://a.example/,A,,Starred\ninstapaper-private://email/1/,A letter,Words.,Archive\njavascript:x,B,,Unread\n,,,Unread\n")
	for i, want := range [][]string{{"no date", "was starred"}, {"private to Instapaper", "in Instapaper's archive"}, {"can't be led to: javascript:x", "marked as unread"}} {
		for _, words := range want {
			if i >= len(items) || !strings.Contains(strings.Join(items[i].Notes, " "), words) {
				t.Errorf("item %d does not say %q", i, words)
			}
		}
	}
	if len(items) != 3 || items[1].URL != "" || strings.Contains(strings.Join(items[1].Notes, " "), "email") {
		t.Errorf("%q", recordtest.KeyedLines(items))
	}
}

func TestTagsAndFolders(t *testing.T) {
	for _, tt := range []struct{ tags, folder, want string }{
		{`["coding", "two words"]`, "Unread", "coding|two words"},
		{`["a, b", "a"]`, "a", "a b|a"},
		{"[]", "Birds, small", "Birds small"},
		{"", "Liked", ""},
		{"null", "", ""},
		{`["coding","x`, "", "coding|x"},
		{"a, b", "", "a|b"},
	} {
		if got := strings.Join(saved{tags: tt.tags, folder: tt.folder}.labels(), "|"); got != tt.want {
			t.Errorf("%s in %q: %s", tt.tags, tt.folder, got)
		}
	}
}

const olderPage = "<!DOCTYPE html><html><head><title>Instapaper: Export</title></head><body>\n<h1>Unread</h1>\n<ol>\n<li><a href=\"https://a.example/?x=1&amp;y=2\">A &amp; B</a>\n<li><a href=\"https://c.example/\">https://c.example/</a>: It <b>stood</b>.<br>Still.</li>\n</ol>\n<h1>Birds</h1>\n<ol>\n<li><a href=\"https://b.example/\">B\n</ol>\n</body></html>"

func TestTheOlderPage(t *testing.T) {
	items, errs := readAll(olderPage)
	want := []string{
		`instapaper:https://a.example/?x=1&y=2 draft  https://a.example/?x=1&y=2 "A & B" [] ""`,
		`instapaper:https://c.example/ draft  https://c.example/ "" [] "> It stood.\\\n> Still."`,
		`instapaper:https://b.example/ draft  https://b.example/ "B" [Birds] ""`,
	}
	if diff := cmp.Diff(want, recordtest.KeyedLines(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	if raw := string(items[0].Raw); raw != `<a href="https://a.example/?x=1&amp;y=2">A &amp; B</a>` {
		t.Errorf("as it stood: %s", raw)
	}
	recordtest.CheckCaptured(t, items[1])
}

func TestDetection(t *testing.T) {
	wide, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		list: true, wide: true, olderPage: true, "folder;selection;title;url\n": true,
		"url,title,time_added\n": false, "title,note,excerpt,url,folder\n": false, "<title>Instapapers of old</title>": false, "": false,
	} {
		if Format.Detect("", []byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestFilesThatAreCut(t *testing.T) {
	for _, text := range []string{list, olderPage} {
		items, _ := readAll(text)
		whole := recordtest.KeyedLines(items)
		for n := 0; n < len(text); n += 10 {
			items, errs := readAll(text[:n])
			got := recordtest.KeyedLines(items)
			if len(got) > len(whole) || len(got) > 0 && cmp.Diff(whole[:len(got)], got) != "" {
				t.Errorf("at byte %d: %q", n, got)
			}
			if n > len(text)/2 && text[n-1] != '\n' && len(got) < len(whole) && len(errs) == 0 {
				t.Errorf("at byte %d nothing is said", n)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(list)
	f.Add(olderPage)
	f.Add("<title>Instapaper</title><h1>x</h1><a href=y>z</a>")
	f.Fuzz(func(t *testing.T, text string) {
		Format.Detect("", []byte(text[:min(len(text), record.HeadSize)]))
		items, _ := readAll(text)
		for _, it := range items {
			recordtest.CheckSound(t, it)
			if it.Status != blog.Draft {
				t.Errorf("public: %+v", it)
			}
		}
	})
}
