package search

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// joined writes parts with [ ] around what was found.
func joined(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Found {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestMark(t *testing.T) {
	for _, c := range []struct {
		name, query, text string
		in                Column
		want              string
	}{
		{"a word, in any case and with accents", "cafe", "Café, CAFÉ and cafe\u0301s, cafe\u0301!", Own, "[Café], [CAFÉ] and cafe\u0301s, [cafe\u0301]!"},
		{"letters of several bytes", "strasse größe", "Die Straße hat Größe — ja.", Own, "Die [Straße] hat [Größe] — ja."},
		{"a phrase over punctuation", `"still water"`, "Still, water. Still waters; still water", Own, "[Still, water]. Still waters; [still water]"},
		{"a prefix", "wat*", "Water, watt, swat, wa", Own, "[Water], [watt], swat, wa"},
		{"a phrase with a prefix", `"still wat"*`, "still water still", Own, "[still water] still"},
		{"words that follow one another are apart", "still water", "still water", Own, "[still] [water]"},
		{"places that overlap are one", `"a b" "b c"`, "a b c d", Own, "[a b c] d"},
		{"a place within another", `"a b c" b`, "a b c b", Own, "[a b c] [b]"},
		{"what is left out is not marked", "heron -grey", "grey heron", Own, "grey [heron]"},
		{"either", "heron OR egret", "egret heron", Own, "[egret] [heron]"},
		{"only whose words it is: own", "mine:heron", "heron", Quoted, "heron"},
		{"only whose words it is: quoted", "quoted:heron", "heron", Quoted, "[heron]"},
		{"only the title", "title:heron", "heron", Title, "[heron]"},
		{"the source is not shown", "source:heron", "heron", Own, "heron"},
		{"properties are no words", "tag:heron by:heron", "heron", Own, "heron"},
		{"Chinese", "大学", "北京大学的大 学", Own, "北京[大学]的[大 学]"},
		{"Thai with its vowels", "น้ำ", "น้ำตก", Own, "[น้ำ]ตก"},
		{"Korean with a particle", "한국", "한국은", Own, "[한국]은"},
		{"a soft hyphen", "wonderful", "won\u00adderful!", Own, "[won\u00adderful]!"},
		{"an apostrophe", "don't", "Don’t", Own, "[Don’t]"},
		{"C++", "C++", "In C++ as in C.", Own, "In [C++] as in C."},
		{"C", "C", "In C++ as in C.", Own, "In C++ as in [C]."},
		{"nothing", "x", "", Own, ""},
		{"no words", "year:2012", "2012", Own, "2012"},
		{"invalid UTF-8", "b", "a\xffb", Own, "a\xff[b]"},
	} {
		q := Parse(c.query, time.UTC)
		if got := joined(q.Mark(c.text, c.in)); got != c.want {
			t.Errorf("%s: %q in %q: %q, want %q", c.name, c.query, c.text, got, c.want)
		}
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("Words and words. ", 20) + "Here a heron stands. " + strings.Repeat("More of them, heron. ", 20)
	for _, c := range []struct {
		name, query, text string
		n                 int
		want              string
		found             int
	}{
		{"a short text stays", "heron", "A  heron\nstands.", 100, "A [heron] stands.", 1},
		{"a long text is cut around the first place", "heron", long, 60, "… words. Here a [heron] stands. More of them, [heron]. More of\u00a0…", 21},
		{"without a place it begins where the text does", "x", long, 30, "Words and words. Words and\u00a0…", 0},
		{"signs without spaces are cut anywhere", "大学", strings.Repeat("水", 100) + "大学" + strings.Repeat("山", 100), 20, "… 水水水水水[大学]山山山山山山山山山山山山山\u00a0…", 1},
		{"a word longer than the snippet", "aa*", strings.Repeat("a", 100) + " b", 10, "[" + strings.Repeat("a", 100) + "]\u00a0…", 1},
		{"a long word before the place", "heron", strings.Repeat("a", 100) + "-heron b " + strings.Repeat("c ", 50), 40, "… aaaaaaaaa-[heron] b c c c c c c c c c c c\u00a0…", 1},
		{"a phrase longer than the snippet", `"one two three four"`, "zero one two three four five", 5, "… [one two three four]\u00a0…", 1},
		{"marks stay with their letters", "x", strings.Repeat("e\u0301", 30) + " x " + strings.Repeat("e\u0301", 30), 41, "… [x] " + strings.Repeat("e\u0301", 20) + "\u00a0…", 1},
		{"nothing", "x", " ", 10, "", 0},
	} {
		q := Parse(c.query, time.UTC)
		got, found := q.Snippet(c.text, Own, c.n)
		if joined(got) != c.want || found != c.found {
			t.Errorf("%s:\n  %q (%d), want\n  %q (%d)", c.name, joined(got), found, c.want, c.found)
		}
	}
}

func FuzzMark(f *testing.F) {
	f.Add("heron", "a heron, herons", 10)
	f.Add(`"a b" b*`, "a b bb e\u0301 日本", 3)
	f.Add("日本 C++", "日本日本 C++ \xff", 1)
	f.Add("e\u0301", "e\u0301\u0301 ﾞ", 0)
	f.Fuzz(func(t *testing.T, query, text string, n int) {
		q := Parse(query, time.UTC)
		var b strings.Builder
		for _, p := range q.Mark(text, Own) {
			if p.Text == "" {
				t.Fatalf("%q in %q: an empty part", query, text)
			}
			b.WriteString(p.Text)
		}
		if b.String() != text {
			t.Fatalf("%q in %q: the parts are %q", query, text, b.String())
		}
		b.Reset()
		parts, found := q.Snippet(text, Own, n)
		marked := 0
		for _, p := range parts {
			b.WriteString(p.Text)
			if p.Found {
				marked++
			}
		}
		flat := strings.Join(strings.Fields(text), " ")
		inner := strings.TrimSuffix(b.String(), "\u00a0…")
		if !strings.Contains(flat, inner) && !strings.Contains(flat, strings.TrimPrefix(inner, "… ")) {
			t.Fatalf("%q of %q: snippet %q", query, text, b.String())
		}
		if found > 0 && marked == 0 {
			t.Fatalf("%q of %q, %d: %d found, none in the snippet %q", query, text, n, found, b.String())
		}
		if utf8.ValidString(text) && !utf8.ValidString(b.String()) {
			t.Fatalf("snippet %q", b.String())
		}
	})
}
