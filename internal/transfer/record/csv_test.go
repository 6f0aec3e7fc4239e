package record

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"pullquote/internal/blog"
)

func rowsOf(text string) (out []string) {
	for row, err := range Rows(strings.NewReader(text)) {
		if err != nil {
			out = append(out, fmt.Sprintf("%d: error", row.Line))
			continue
		}
		out = append(out, fmt.Sprintf("%d: %s|%s|%s", row.Line, row.Get("URL"), row.Get("title", "name"), row.Get("nothing")))
	}
	return out
}

func TestRows(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"plain":                            {"URL,Title\na,b\nc,d", []string{"2: a|b|", "3: c|d|"}},
		"any order and case":               {"title, Url \r\nb,a\r\n", []string{"2: a|b|"}},
		"a mark of the byte order":         {"\uFEFF\"url\",title\na,b\n", []string{"2: a|b|"}},
		"semicolons":                       {"url;name\na;b,c\n", []string{"2: a|b,c|"}},
		"tabs":                             {"url\ttitle\na\tb\n", []string{"2: a|b|"}},
		"Excel's line for the separator":   {"sep=;\nurl;name\na;b,c\n", []string{"3: a|b,c|"}},
		"line ends of old Macs":            {"url,title\ra,b\rc,d\r", []string{"2: a|b|", "3: c|d|"}},
		"quotes, commas and lines in one":  {"url,title\na,\"b \"\"c\"\", d\ne\"\nf,g\n", []string{"2: a|b \"c\", d\ne|", "4: f|g|"}},
		"an empty line in a cell":          {"url,title\n\na,\"b\n\nc\"\n\nd,e\n", []string{"3: a|b\n\nc|", "7: d|e|"}},
		"too few and too many":             {"url,title\na\nb,c,d\n\n", []string{"2: a||", "3: b|c|"}},
		"empty cells are no record":        {"url,title\n,\n\"\",\"\"\na,b\n", []string{"4: a|b|"}},
		"cells of nothing and of a mark":   {"url,title\na,\"\"\nb,\"\"\"\"\nc,\"\"\"d\"\"\"\n", []string{"2: a||", "3: b|\"|", "4: c|\"d\"|"}},
		"a mark in the middle":             {"url,title\na,5\" screen\nb,c\n", []string{"2: a|5\" screen|", "3: b|c|"}},
		"marks that are not doubled":       {"url,title\na,\"b \"c, d\" e\"\nf,g\n", []string{"2: a|b \"c, d\" e|", "3: f|g|"}},
		"one that never closes":            {"url,title\na,\"b\nc,d\ne,f\n", []string{"2: error", "3: c|d|", "4: e|f|"}},
		"one, and whole ones below":        {"url,title\na,\"b\nc,d\ne,\"f, \"\"g\"\"\nh\"\ni,\"\"\n", []string{"2: error", "3: c|d|", "4: e|f, \"g\"\nh|", "6: i||"}},
		"one, where all cells have marks":  {"url,title\n\"a\",\"b\n\"c\",\"d\"\n\"e\",\"f\"\n", []string{"2: error", "3: c|d|", "4: e|f|"}},
		"one after the other":              {"url,title\na,\"b\nc,\"d\ne,\"f\ng,h\n", []string{"2: error", "3: error", "4: error", "5: g|h|"}},
		"one in a record of several lines": {"url,title\na,\"b\n\nand more\nc,d\n", []string{"2: error", "5: c|d|"}},
		"a file cut within marks":          {"url,title\na,b\nc,\"d\ne and", []string{"2: a|b|", "3: error"}},
		"a file cut within a record":       {"url,title,tags\na,b,c\nd,e", []string{"2: a|b|", "3: error"}},
		"a short record at the end":        {"url,title,tags\na,b\nd,e", []string{"2: a|b|", "3: d|e|"}},
		"a column of the same name":        {"url,url,title\na,b,c\n", []string{"2: a|c|"}},
		"nothing":                          {"", nil},
		"empty lines":                      {"\n\n \n", nil},
		"a header alone":                   {"url,title", nil},
	} {
		if diff := cmp.Diff(tt.want, rowsOf(tt.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestUTF16IsReadAsText(t *testing.T) {
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("url;title\nä;\"ö\n𝄞\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := rowsOf(text); len(got) != 1 || got[0] != "2: ä|ö\n𝄞|" {
		t.Errorf("rows: %q", got)
	}
	if got := Header([]byte(text)); strings.Join(got, "|") != "url|title" {
		t.Errorf("the header: %q", got)
	}
}

func TestTheRecordAsItStands(t *testing.T) {
	for row := range Rows(strings.NewReader("url,title\r\na,\"b\r\n\"\"c\"\"\"\r\n")) {
		if string(row.Raw) != "a,\"b\r\n\"\"c\"\"\"" || !row.Has("Title") || row.Has("b") {
			t.Errorf("%q", row.Raw)
		}
	}
}

func TestAMarkThatWouldSwallowTheFile(t *testing.T) {
	long := "url,title\na,\"" + strings.Repeat("word\n", 300_000) + "b,c\n"
	if diff := cmp.Diff([]string{"2: error", "300002: b|c|"}, rowsOf(long)); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	rows := "url,title\na,\"b\n" + strings.Repeat("c,d\n", 100_000)
	if got := rowsOf(rows); len(got) != 100_001 || got[0] != "2: error" || got[1] != "3: c|d|" {
		t.Errorf("%d rows, the first %q", len(got), got[:2])
	}
	line := "url,title\na," + strings.Repeat("word", 300_000) + "\nb,c\n"
	if diff := cmp.Diff([]string{"2: error", "3: b|c|"}, rowsOf(line)); diff != "" {
		t.Errorf("a long line (-want +got):\n%s", diff)
	}
}

// endless repeats a text.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

func TestHostileFilesTakeNoLongerThanOthers(t *testing.T) {
	for name, text := range map[string]string{
		"marks that open":            "a,\"b\n",
		"marks that close and open":  "\"x\",\"\n",
		"marks that close too often": "x,\"y\nz\",\"\n",
		"no line end":                "word ",
		"no line end within marks":   ",\"word \"\",",
		"empty lines":                "\n",
		"empty lines within marks":   "\"\n\n\n\n\n\n\n",
		"separators":                 ",",
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		most := uint64(0)
		n := 0
		for range Rows(io.LimitReader(io.MultiReader(strings.NewReader("url,title\n"), &endless{text: text}), 2<<20)) {
			if n++; n%5_000 == 0 {
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapAlloc)
			}
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if most > before.HeapAlloc+64<<20 {
			t.Errorf("%s took %d MB", name, (most-before.HeapAlloc)>>20)
		}
	}
}

func TestReadingThatFailsIsTheLastError(t *testing.T) {
	broken := errors.New("broken")
	for text, want := range map[string][]string{
		"url,title\na,b\nc,d":            {"export, line 2", "read export: broken"},
		"url,title\na,b\nc,\"d\ne,f\ng":  {"export, line 2", "read export: broken"},
		"url,title\na,\"b\n\"c\",d\ne,f": {"export, line 2: broken row", "export, line 3", "read export: broken"},
		"url":                            {"read export: broken"},
		"":                               {"read export: broken"},
	} {
		var got []string
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
		for it, err := range RowItems(File{Name: "export"}, r, func(origin string, _ Row) (Item, error) { return Item{Origin: origin}, nil }) {
			switch bad, ok := errors.AsType[*RowError](err); {
			case ok:
				got = append(got, bad.Origin+": broken row")
			case err != nil:
				got = append(got, err.Error())
			default:
				got = append(got, it.Origin)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestFilesThatAreCutGiveTheirWholeRecords(t *testing.T) {
	text := "url,title,tags\na,\"b, \"\"c\"\"\nd, e, f\",g\n\"h\",i,\"\"\nj,\"k\n\nl\",m\n"
	whole := rowsOf(text)
	for n := range text {
		got := rowsOf(text[:n])
		if len(got) > 0 && strings.HasSuffix(got[len(got)-1], "error") {
			got = got[:len(got)-1]
		}
		// Truncation can't be detected if a record lacks only the end of its last cell.
		if len(got) > 0 && n > 0 && text[n-1] != '\n' {
			got = got[:len(got)-1]
		}
		if len(got) > len(whole) || len(got) > 0 && cmp.Diff(whole[:len(got)], got) != "" {
			t.Errorf("cut at byte %d: %q", n, got)
		}
	}
}

func TestTheHeader(t *testing.T) {
	for head, want := range map[string]string{
		"\uFEFFURL;\"Title\"\r\nx": "url|title", "a,b": "", "url": "", "\n": "", "\n\nA,B\n": "a|b", "sep=;\nA;B\n": "a|b",
		strings.Repeat("\n", 4000) + "A\n": "a",
	} {
		if got := strings.Join(Header([]byte(head)), "|"); got != want {
			t.Errorf("of %.20q: %q", head, got)
		}
	}
}

func FuzzRows(f *testing.F) {
	f.Add("url,title\na,\"b \"\"c\"\" \nd\",e\n")
	f.Add("a;b\n\"\";\"\n")
	f.Add("a,b\nc,\"d\n\"e\",f\n")
	f.Add("a,b\rc,\"\"d\re\"")
	f.Fuzz(func(t *testing.T, text string) {
		Header([]byte(text[:min(len(text), HeadSize)]))
		var raw bytes.Buffer
		last := 0
		for row, err := range Rows(strings.NewReader(text)) {
			if row.Line <= last {
				t.Fatalf("line %d after %d", row.Line, last)
			}
			last = row.Line
			if err != nil && blog.KindOf(err) == blog.Internal {
				t.Errorf("no sentence: %v", err)
			}
			raw.Write(row.Raw)
			for _, cell := range row.cells {
				if !utf8.ValidString(cell) {
					t.Errorf("no UTF-8: %q", cell)
				}
			}
		}
		if want := 3 * len(text); raw.Len() > want { // a byte of another charset can become three
			t.Errorf("more came out than went in: %q", raw.String())
		}
	})
}

// FuzzWritten checks the reader with the output of a writer that conforms to RFC 4180.
func FuzzWritten(f *testing.F) {
	f.Add("a", "b\n\"c\",\n\"d\"", "e")
	f.Add("\"", "\"\"", ",\"\n,")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		cells := []string{a, b, c}
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.Map(Printable, strings.ToValidUTF8(cells[i], "")), "\uFEFF", "")
		}
		rows := [][]string{{"x", cells[0], "y"}, {cells[1], "x", cells[2]}, {cells[2], cells[0], "x"}}
		var text strings.Builder
		w := csv.NewWriter(&text)
		if err := w.WriteAll(append([][]string{{"url", "title", "tags"}}, rows...)); err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for row, err := range Rows(strings.NewReader(text.String())) {
			if err != nil {
				t.Fatalf("%v in %q", err, text.String())
			}
			got = append(got, row.cells)
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text.String(), diff)
		}
	})
}
