package wxr

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"pullquote/internal/transfer/record"
)

func TestAFileThatIsCutGivesItsWholeItems(t *testing.T) {
	item := itemOf(1, "A", "<![CDATA[Words. </item>]]>", "")
	whole := channelBegin + item + strings.ReplaceAll(item, ">1<", ">2<") + channelEnd
	for n := 0; n < len(whole); n += 10 {
		items, errs := readAll(whole[:n])
		want := strings.Count(whole[:n], "\t</item>")
		if ended := strings.Contains(whole[:n], "</channel>"); len(items) != want || ended != (len(errs) == 0) || len(errs) > 1 {
			t.Fatalf("at byte %d: %d items, want %d, %v", n, len(items), want, errs)
		}
		for _, err := range errs {
			if !errors.Is(err, record.ErrCut) {
				t.Fatalf("at byte %d: %v", n, err)
			}
		}
	}
}

func titlesOf(items []record.Item) (titles []string) {
	for _, it := range items {
		titles = append(titles, it.Title)
	}
	return titles
}

func TestABrokenItemCostsNoOther(t *testing.T) {
	words := "<![CDATA[Words.]]>"
	sound := itemOf(2, "Sound", words, "")
	for name, broken := range map[string]string{
		"a section that does not close": itemOf(1, "Broken", "<![CDATA[Words.", ""),
		"a comment that does not close": itemOf(1, "Broken", "Words. <!--", ""),
		"no last tag":                   strings.Replace(itemOf(1, "Broken", words, ""), "\t</item>\n", "", 1),
		"a tag too many":                itemOf(1, "Broken", words, "</wp:postmeta>"),
		"an ampersand and a bracket":    itemOf(1, "Broken", words, "<wp:postmeta><wp:meta_key>a & < b</wp:meta_key></wp:postmeta>"),
	} {
		for where, file := range map[string]string{"before": broken + sound + sound, "between": sound + broken + sound, "behind": sound + sound + broken} {
			items, errs := readAll(channelBegin + file + channelEnd)
			if got := strings.Join(titlesOf(items), " "); len(errs) != 0 || strings.Count(got, "Sound") != 2 || strings.Count(got, "Broken") != 1 {
				t.Errorf("%s, %s: %s, %v", name, where, got, errs)
			}
			for _, it := range items {
				if it.Body != "Words." && it.Body != "Words. <!--" || len(it.Raw) > len(broken)+len(sound)/2 {
					t.Errorf("%s, %s: %q of %d bytes", name, where, it.Body, len(it.Raw))
				}
			}
		}
	}
}

func TestAPostMayQuoteAFeed(t *testing.T) {
	quoted := "<![CDATA[<item>\n<title>x</title></item>\n<item>\n<title>y</title>\n</item></channel>]]>"
	items, errs := readAll(channelBegin + itemOf(1, "First", quoted, "") + itemOf(2, "Second", "Words.", "") + channelEnd)
	if got := strings.Join(titlesOf(items), " "); got != "First Second" || len(errs) != 0 {
		t.Errorf("%s, %v", got, errs)
	}
	file := channelBegin + itemOf(1, "First", quoted, "")
	items, errs = readAll(file[:strings.Index(file, "</channel>")+15])
	if len(items) != 0 || len(errs) != 1 {
		t.Errorf("cut in the quotation: %q, %v", titlesOf(items), errs)
	}
}

// endless is a part of an export: a reader that repeats an item n times, or until a time.
type endless struct {
	n     int
	until time.Time
	item  string
	rest  string
	given int
}

// Read implements io.Reader.
func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.given == e.n || time.Now().After(e.until) {
			return 0, io.EOF
		}
		e.rest = e.item
		e.given++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestALargeFileTakesLittleMemory(t *testing.T) {
	// Little text and much plugin data, as in real exports.
	fields := "<wp:postmeta><wp:meta_key>_plugin</wp:meta_key><wp:meta_value><![CDATA[" + strings.Repeat("Kept by a plugin. ", 7000) + "]]></wp:meta_value></wp:postmeta>"
	item := itemOf(1, "A", "<![CDATA["+strings.Repeat("Words and more. ", 50)+"]]>", fields)
	file := &endless{n: 200<<20/len(item) + 1, until: time.Now().Add(3 * time.Second), item: item}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	items, most := 0, uint64(0)
	for _, err := range Format.Read(record.File{Name: "x"}, io.MultiReader(strings.NewReader(channelBegin), file, strings.NewReader(channelEnd))) {
		if err != nil {
			t.Fatal(err)
		}
		if items++; items%100 == 0 {
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapInuse)
		}
	}
	if grown := int64(most) - int64(before.HeapInuse); items != file.given || grown > 24<<20 {
		t.Errorf("%d items, the heap grew by %d MB", items, grown>>20)
	}
	t.Logf("%d MB", items*len(item)>>20)
}

func TestAnItemThatIsTooLargeIsPassedOver(t *testing.T) {
	words := strings.Repeat("Words. ", record.MaxElement/7+10_000)
	for name, huge := range map[string]string{
		"closed":     itemOf(1, "Huge", "<![CDATA["+words+"]]>", ""),
		"not closed": "<item><title>Huge</title>" + words,
	} {
		items, errs := readAll(channelBegin + huge + itemOf(2, "Next", "Words.", "") + itemOf(3, "Last", "Words.", "") + channelEnd)
		got := strings.Join(titlesOf(items), " ")
		if len(errs) != 1 || !errors.Is(errs[0], record.ErrLarge) || !strings.HasSuffix(got, "Last") || name == "closed" && got != "Next Last" {
			t.Errorf("%s: %s, %v", name, got, errs)
		}
	}
}

func TestWhatIsMadeToExhaustDoesNot(t *testing.T) {
	for name, part := range map[string]string{
		"tags in tags": "<a>", "tags beside tags": "<a/>", "items in items": "<item>", "fields that don't close": "<wp:postmeta>", "sections": "<![CDATA[",
	} {
		began := time.Now()
		_, errs := readAll(channelBegin + "<item>" + strings.Repeat(part, 1<<20/len(part)) + "</item>" + channelEnd)
		if took := time.Since(began); took > 10*time.Second || len(errs) == 0 {
			t.Errorf("%s: %v, took %s", name, errs, took)
		}
	}
}
