package card

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

const quoted = "It stood in the shallows as if it had been put there, and waited. Nothing moved but the water, and the water took its time; that is all there is to say of herons."

// posts are cards of all kinds.
var posts = map[string]Post{
	"a link post":                  {Blog: "Marginalia", Title: "Herons are back at the mill", Domain: "news.example", Quote: quoted, Words: "Go and see.", Author: "Ada Example", Date: "21 November 2012"},
	"without a quote":              {Blog: "Marginalia", Title: "Herons", Domain: "news.example", Words: quoted, Author: "Ada Example", Date: "21 November 2012"},
	"a quotation without a title":  {Blog: "Marginalia", Domain: "news.example", Quote: "It waited.", Author: "Ada Example", Date: "21 November 2012"},
	"a note":                       {Blog: "Marginalia", Words: quoted, Author: "Ada Example", Date: "21 November 2012"},
	"nothing at all":               {},
	"a long title and quote":       {Blog: strings.Repeat("Marginalia ", 30), Title: strings.Repeat("A title that does not end ", 60), Domain: strings.Repeat("sub.", 60) + "example", Quote: strings.Repeat(quoted+" ", 200), Author: strings.Repeat("Ada ", 90), Date: "21 November 2012"},
	"a word of 300 characters":     {Blog: "Marginalia", Title: strings.Repeat("schifffahrts", 25), Quote: strings.Repeat("gesellschafts", 25), Author: "Ada Example"},
	"a title of a megabyte":        {Blog: "Marginalia", Title: strings.Repeat("x ", 1<<19)},
	"marks without end":            {Blog: "Marginalia", Title: "a" + strings.Repeat("\u0301", 1<<19)},
	"Arabic":                       {Blog: "هوامش", Title: "عاد مالك الحزين إلى الطاحونة", Domain: "news.example", Quote: "وقف في الماء كأنه وضع هناك، وانتظر.", Author: "ليلى", RTL: true},
	"Hebrew with English in it":    {Blog: "שוליים", Title: "האנפות (herons) חזרו", Quote: "היא עמדה במים.", Author: "דנה", RTL: true},
	"Chinese":                      {Blog: "Marginalia", Title: "苍鹭回来了", Domain: "news.example", Quote: "它站在水里。", Author: "王小明", Date: "2012-11-21"},
	"Greek, Cyrillic, Vietnamese":  {Blog: "Marginalia", Title: "Ερωδιός, цапля, diệc", Words: "Ελληνικά."},
	"emoji and control characters": {Blog: "Marginalia", Title: "Herons 🐦\x00\x1b\u202e\ufeff back", Quote: "\ufffd\xff It\twaited.\n"},
}

// drawn draws a card and checks what holds for all of them.
func drawn(t *testing.T, p Post) image.Image {
	t.Helper()
	body, err := Draw(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > 100_000 {
		t.Errorf("it has %d bytes", len(body))
	}
	picture, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, 1200, 630) {
		t.Errorf("it measures %v", picture.Bounds())
	}
	return picture
}

func TestNothingStandsInTheMargins(t *testing.T) {
	for name, p := range posts {
		t.Run(name, func(t *testing.T) {
			picture := drawn(t, p)
			r0, g0, b0, _ := ground.RGBA()
			for y := 14; y < Height; y++ {
				for x := range Width {
					if x > side-20 && x < Width-side+20 && y < Height-14 {
						continue
					}
					if r, g, b, _ := picture.At(x, y).RGBA(); r != r0 || g != g0 || b != b0 {
						t.Fatalf("something stands at %d, %d", x, y)
					}
				}
			}
		})
	}
}

func TestTheSamePostComesToTheSameBytes(t *testing.T) {
	first, err := Draw(posts["a link post"])
	if err != nil {
		t.Fatal(err)
	}
	second, err := Draw(posts["a link post"])
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("drawn again it is another, %v", err)
	}
}

func TestTextsAreCleanedForDrawing(t *testing.T) {
	set, err := newSet()
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		"  Herons \n are\tback ": "Herons are back",
		"Herons 🐦 back":          "Herons back",
		"苍鹭":                     "",
		"Herons 苍鹭":              "",
		"цапля":                  "цапля",
		"a\x00b\xffc":            "a bc",
		"":                       "",
	} {
		if got := set.drawable(words); got != want {
			t.Errorf("%q becomes %q, want %q", words, got, want)
		}
	}
	if got := set.drawable(strings.Repeat("x", 2*longest)); len(got) != longest+len("…") {
		t.Errorf("a long text has %d bytes left", len(got))
	}
}

func TestLongTextsAreCutAtTheEndOfAWord(t *testing.T) {
	s, err := newSheet()
	if err != nil {
		t.Fatal(err)
	}
	b := s.set.block(text{words: strings.Repeat(quoted+" ", 5), size: 34, width: 900, lines: 3, leading: 134})
	if b.whole || len(b.lines) != 3 || !strings.HasSuffix(b.words, "…") {
		t.Fatalf("it is %q in %d lines", b.words, len(b.lines))
	}
	last := strings.Fields(strings.TrimSuffix(b.words, "…"))
	if !strings.Contains(quoted, last[len(last)-1]) {
		t.Errorf("it ends with %q", last[len(last)-1])
	}
	if whole := s.set.block(text{words: "Short.", size: 34, width: 900, lines: 3, leading: 134}); !whole.whole || whole.words != "Short." {
		t.Errorf("a short text becomes %q", whole.words)
	}
}

func TestASmallerSizeIsTakenBeforeWordsAreCut(t *testing.T) {
	s, err := newSheet()
	if err != nil {
		t.Fatal(err)
	}
	b := s.fit(text{words: quoted, width: 1000, lines: 8, leading: 134}, []int{90, 60, 40}, 420)
	if !b.whole || b.size != 60 {
		t.Errorf("it is set in %d, whole: %v", b.size, b.whole)
	}
}

func FuzzDraw(f *testing.F) {
	f.Add("Herons", "It waited.", "news.example", false)
	f.Add("عاد", "וקף ab", "x", true)
	f.Fuzz(func(t *testing.T, title, quote, domain string, rtl bool) {
		drawn(t, Post{Blog: domain, Title: title, Quote: quote, Words: quote, Domain: domain, Author: title, Date: quote, RTL: rtl})
	})
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		if _, err := Draw(posts["a link post"]); err != nil {
			b.Fatal(err)
		}
	}
}
