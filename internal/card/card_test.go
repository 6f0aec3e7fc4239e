package card

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"
)

const heron = "It stood in the shallows as if it had been put there, and waited. Nothing moved but the water, and the water took its time; that is all there is to say of herons. "

// posts returns the posts whose cards are tested.
func posts() map[string]Post {
	long := strings.Repeat(heron, 40)
	return map[string]Post{
		"a link with a quotation":       {Blog: "Marginalia", Title: "Herons are back at the mill", Domain: "news.example", Quote: heron, Author: "Ada Byrne", Date: "21 November 2025"},
		"a link with words":             {Blog: "Marginalia", Title: "Herons are back", Domain: "news.example", Words: heron, Author: "Ada Byrne", Date: "21 November 2025"},
		"a link alone":                  {Blog: "Marginalia", Title: "Herons", Domain: "news.example"},
		"a quotation alone":             {Blog: "Marginalia", Domain: "news.example", Quote: "It waited.", Date: "21 November 2025"},
		"a long quotation alone":        {Blog: "Marginalia", Quote: long, Domain: "news.example"},
		"a note":                        {Blog: "Marginalia", Words: heron, Author: "Ada Byrne"},
		"a blog's own card":             {Blog: "Marginalia", Title: "Marginalia", Words: "Links and quotes"},
		"everything long":               {Blog: long, Title: long, Domain: strings.Repeat("long-", 90), Quote: long, Author: long, Date: long},
		"capitals with accents":         {Title: "ẾẰỖ ẤỄỒ ÅÄÖ", Quote: "ẾẰỖ ẤỄỒ", Blog: "ÅÄÖ"},
		"a word of 300 letters":         {Title: strings.Repeat("m", 300), Quote: strings.Repeat("i", 300), Domain: "x.example"},
		"Arabic":                        {Blog: "هوامش", Title: "عاد مالك الحزين إلى الطاحونة", Quote: "وقف في الماء كأنه وُضع هناك (2025) وانتظر.", Domain: "news.example", Author: "ليلى", Date: "٢١ نوفمبر", RTL: true},
		"Hebrew in an English blog":     {Blog: "Marginalia", Title: "האנפות חזרו לטחנה", Quote: "Herons אנפות 2025", Domain: "news.example"},
		"Hindi":                         {Title: "क्षत्रिय ज्ञान और नदी", Quote: "हिन्दी में"},
		"Thai without spaces":           {Title: strings.Repeat("ประเทศไทยกับการเปลี่ยนแปลง", 8)},
		"Greek, Cyrillic, Vietnamese":   {Title: "Ελληνικά, Кириллица & Việt ngữ"},
		"Chinese":                       {Blog: "微博", Title: "東京の鳥", Quote: "鷺が立っている", Domain: "news.example", Author: "王", Date: "2025年"},
		"emoji alone":                   {Title: "🎉👩‍👩‍👧", Quote: "🐦"},
		"nothing":                       {},
		"nothing, from right to left":   {RTL: true, Domain: "news.example"},
		"a tower of accents":            {Title: "a" + strings.Repeat("\u0301", 5000) + " b"},
		"controls":                      {Title: "a\x00b\u202ec\u2066d\xff\xfee", Quote: "\u200d\u200c\u00ad", Words: "\n\n"},
		"a hundred thousand characters": {Title: strings.Repeat("W", 100_000), Words: strings.Repeat("王", 100_000)},
	}
}

// drawn draws a card and checks what applies to all cards.
func drawn(t testing.TB, p Post) *image.Paletted {
	t.Helper()
	body, err := Draw(p)
	if err != nil {
		t.Fatalf("Draw(%+v): %v", p, err)
	}
	if len(body) >= 100_000 {
		t.Errorf("the card has %d bytes", len(body))
	}
	picture, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("it can't be read: %v", err)
	}
	if picture.Bounds() != image.Rect(0, 0, 1200, 630) {
		t.Fatalf("it measures %v", picture.Bounds())
	}
	return picture.(*image.Paletted)
}

// inked returns the smallest rectangle that contains everything except the
// background.
func inked(p *image.Paletted) image.Rectangle {
	var r image.Rectangle
	for y := p.Rect.Min.Y; y < p.Rect.Max.Y; y++ {
		for x := p.Rect.Min.X; x < p.Rect.Max.X; x++ {
			if p.ColorIndexAt(x, y)%shades != 0 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestEveryCardIsAPictureThatKeepsItsMargins(t *testing.T) {
	for name, p := range posts() {
		t.Run(name, func(t *testing.T) {
			// Glyphs may overhang slightly, accents and descenders extend further.
			r := inked(drawn(t, p))
			if r.Empty() || !r.In(image.Rect(side-4, 30, Width-side+4, Height-20)) {
				t.Errorf("it is inked in %v", r)
			}
		})
	}
}

func TestACardIsTheSameEachTime(t *testing.T) {
	for name, p := range posts() {
		one, err := Draw(p)
		if err != nil {
			t.Fatal(err)
		}
		two, err := Draw(p)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, two) {
			t.Errorf("%s: it comes out otherwise the second time", name)
		}
	}
}

func TestManyCardsCanBeDrawnAtOnce(t *testing.T) {
	for name, p := range posts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drawn(t, p)
		})
	}
}

func TestAQuotationsRuleStandsWhereItsWordsBegin(t *testing.T) {
	for _, c := range []struct {
		quote string
		right bool
	}{{"It waited.", false}, {"היא חיכתה.", true}} {
		picture := drawn(t, Post{Quote: c.quote})
		y := inked(picture).Min.Y + 2
		left, right := picture.ColorIndexAt(side, y)/shades == uint8(accent), picture.ColorIndexAt(side+column-1, y)/shades == uint8(accent)
		if left == c.right || right != c.right {
			t.Errorf("%q: rule on the left %v, on the right %v", c.quote, left, right)
		}
	}
}

func TestTheBlogsTitleStandsWhereReadersBegin(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		picture := drawn(t, Post{Blog: "Marginalia", Title: "Herons", RTL: rtl})
		left := inked(picture.SubImage(image.Rect(0, foot+8, Width/2, Height)).(*image.Paletted))
		if left.Empty() != rtl {
			t.Errorf("from right to left %v: on the left stands %v", rtl, left)
		}
	}
}

func FuzzDraw(f *testing.F) {
	for name, p := range posts() {
		if name == "everything long" || name == "a hundred thousand characters" {
			continue // the fuzzer would only spend its time on shortening them
		}
		f.Add(p.Blog, p.Title, p.Domain, p.Quote, p.Words, p.Author, p.Date, p.RTL)
	}
	f.Fuzz(func(t *testing.T, blog, title, domain, quote, words, author, date string, rtl bool) {
		r := inked(drawn(t, Post{Blog: blog, Title: title, Domain: domain, Quote: quote, Words: words, Author: author, Date: date, RTL: rtl}))
		if !r.In(room) {
			t.Errorf("it is inked in %v", r)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	p := posts()["a link with a quotation"]
	for b.Loop() {
		if _, err := Draw(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDrawAMegabyte(b *testing.B) {
	long := strings.Repeat("Herons ", 1<<20/7)
	p := Post{Blog: long, Title: long, Domain: long, Quote: long, Words: long, Author: long, Date: long}
	for b.Loop() {
		if _, err := Draw(p); err != nil {
			b.Fatal(err)
		}
	}
}

func TestWhatIsDrawnOfAText(t *testing.T) {
	families, _, err := newFamilies()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, in, want string }{
		{"words stay as they are", "Herons & co.: a “story”", "Herons & co.: a “story”"},
		{"spaces and lines become one space", " a \n\t b ", "a b"},
		{"a space that does not break stays", "«\u202fHérons\u00a0»", "«\u00a0Hérons\u00a0»"},
		{"letters are composed", "He\u0301rons", "Hérons"},
		{"emoji go", "Herons 🐦 are back 👩‍👩‍👧!", "Herons are back !"},
		{"controls go", "a\x00\u202eb\ufeff\xff", "ab"},
		{"a few letters that no face has become an ellipsis", "Learning 漢 字 in ten days", "Learning … in ten days"},
		{"at the beginning too", "漢字 in ten long days", "… in ten long days"},
		{"a text of such letters is left out", "東京 birds", ""},
		{"signs alone are no text", "🎉 …!", ""},
		{"figures are", "1984", "1984"},
		{"joiners of Persian stay", "می\u200cخواهم", "می\u200cخواهم"},
		{"a letter has three accents", "q" + strings.Repeat("\u0301", 9), "q\u0301\u0301\u0301"},
		{"long ones are cut", strings.Repeat("a", 5000), strings.Repeat("a", longest) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := clean(c.in, families[regular]); got != c.want || !utf8.ValidString(got) {
				t.Errorf("clean(%.60q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestLines(t *testing.T) {
	s, err := newShaper()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, words string
		how         setting
		want        []string
	}{
		{"a headline's lines are of about one length", "Herons are back at the old mill", setting{sizes: []int{60}, leading: 1.1, width: 800, height: 500, lines: 4, balanced: true}, []string{"Herons are back", "at the old mill"}},
		{"an article does not end a line", "The difference between a heron and a stork is small", setting{sizes: []int{50}, leading: 1.1, width: 720, height: 500, lines: 4, balanced: true}, []string{"The difference between", "a heron and a stork is small"}},
		{"a last word is not left alone", "Nothing moved but the water there", setting{sizes: []int{40}, leading: 1.3, width: 560, height: 500, lines: 4}, []string{"Nothing moved but the", "water there"}},
		{"what does not fit ends after a word", "Nothing moved, but the water took its time", setting{sizes: []int{40}, leading: 1.3, width: 370, height: 500, lines: 1}, []string{"Nothing moved…"}},
		{"a long word is cut", "Schifffahrtsgesellschaftskapitän", setting{sizes: []int{40}, leading: 1.3, width: 400, height: 40, lines: 2}, []string{"Schifffahrtsgesells…"}},
		{"no room, no lines", "Herons", setting{sizes: []int{40}, leading: 1.3, width: 400, height: 20, lines: 2}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := s.measure(c.words, regular, false).fit(c.how)
			var got []string
			for i := range b.lines {
				got = append(got, string(b.words(i)))
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("lines are %q, want %q", got, c.want)
			}
		})
	}
}

func TestLettersOfTwoDirectionsStandInTheirOrder(t *testing.T) {
	s, err := newShaper()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words string
		rtl   bool
		want  string // passages from left to right
	}{
		{"one אחת 12 שתיים two", false, "one |שתיים| 12 |אחת| two"},
		{"אחת one שתיים", true, "שתיים|one|אחת"},
		{"(one) אחת", true, "אחת|)|one|("}, // mirrored brackets are shaped as each other
	} {
		var got []string
		for _, p := range visual(s.shape([]rune(c.words), regular, c.rtl)) {
			part := []rune(c.words)[p.Runes.Offset : p.Runes.Offset+p.Runes.Count]
			if word := strings.TrimSpace(string(part)); word != "" {
				got = append(got, word)
			}
		}
		want := strings.ReplaceAll(c.want, " ", "")
		if g := strings.ReplaceAll(strings.Join(got, "|"), " ", ""); g != want {
			t.Errorf("%q stands as %q, want %q", c.words, g, want)
		}
	}
}
