package record

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func rowsOf(text string) (out []string) {
	for row, err := range Rows(strings.NewReader(text)) {
		if err != nil {
			out = append(out, fmt.Sprintf("%d: error", row.Line))
			continue
		}
		out = append(out, fmt.Sprintf("%d: %s|%s|%s", row.Line, row.Get("url"), row.Get("title", "name"), row.Get("nothing")))
	}
	return out
}

func TestRows(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"plain":                           {"URL,Title\na,b\nc,d", []string{"2: a|b|", "3: c|d|"}},
		"any order and case":              {"title, Url \r\nb,a\r\n", []string{"2: a|b|"}},
		"semicolons":                      {"url;name\na;b,c\n", []string{"2: a|b,c|"}},
		"tabs":                            {"url\ttitle\na\tb\n", []string{"2: a|b|"}},
		"quotes, commas and lines in one": {"url,title\na,\"b \"\"c\"\", d\ne\"\nf,g\n", []string{"2: a|b \"c\", d\ne|", "4: f|g|"}},
		"too few and too many":            {"url,title\na\nb,c,d\n\n", []string{"2: a||", "3: b|c|"}},
		"a quotation mark in the middle":  {"url,title\na,5\" screen\nb,c\n", []string{"2: a|5\" screen|", "3: b|c|"}},
		"one that never closes":           {"url,title\na,\"b\nc,d\ne,f\n", []string{"2: error", "3: c|d|", "4: e|f|"}},
		"nothing":                         {"", nil},
		"a header alone":                  {"url,title", nil},
	} {
		if diff := cmp.Diff(tt.want, rowsOf(tt.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	long := "url,title\na,\"" + strings.Repeat("word\n", 300_000) + "b,c\n"
	if got := rowsOf(long); len(got) < 2 || got[0] != "2: error" || got[len(got)-1] != "300002: b|c|" {
		t.Errorf("a mark that would swallow the file: %d rows, the last %q", len(got), got[len(got)-1])
	}
}

func TestTheHeader(t *testing.T) {
	for head, want := range map[string]string{"\uFEFFURL;\"Title\"\r\nx": "url|title", "a,b": "", "url": "", "\n": ""} {
		if got := strings.Join(Header([]byte(head)), "|"); got != want {
			t.Errorf("of %q: %q", head, got)
		}
	}
}

func FuzzRows(f *testing.F) {
	f.Add("url,title\na,\"b \"\"c\"\" \nd\",e\n")
	f.Add("a;b\n\"\";\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		var raw bytes.Buffer
		last := 1
		for row, err := range Rows(strings.NewReader(text)) {
			if row.Line <= last && last > 1 || row.Line < 2 {
				t.Fatalf("line %d after %d", row.Line, last)
			}
			last = row.Line
			if err == nil {
				raw.Write(row.Raw)
			}
		}
		if raw.Len() > len(text) {
			t.Error("more came out than went in")
		}
	})
}
