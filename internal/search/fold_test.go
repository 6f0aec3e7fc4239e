package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"case and punctuation", "Hello, World! (No. 1)", "hello world no 1"},
		{"accents", "Café Ångström naïve señor", "cafe angstrom naive senor"},
		{"accents typed apart", "Cafe\u0301 A\u030angstro\u0308m", "cafe angstrom"},
		{"Vietnamese", "Đường phố Hà Nội", "duong pho ha noi"},
		{"letters without a decomposition", "Straße STRAẞE smørrebrød Łódź æther Œuvre Þór", "strasse strasse smorrebrod lodz aether oeuvre thor"},
		{"Turkish i", "İstanbul ışık IŞIK", "istanbul isik isik"},
		{"ligatures", "ﬁne oﬀice", "fine office"},
		{"Greek sigma and tonos", "ΟΔΟΣ οδός Όδος", "οδοσ οδοσ οδοσ"},
		{"Cyrillic keeps the letters that are letters", "Ёлка ёлка ЙОД Її", "елка елка йод її"},
		{"Cyrillic typed apart", "и\u0306од і\u0308", "йод ї"},
		{"Cyrillic stress", "за\u0301мок", "замок"},
		{"Hebrew points", "שָׁלוֹם", "שלום"},
		{"Arabic harakat and tatweel", "مُحَمَّد كـــتاب أحمد", "محمد كتاب احمد"},
		{"digits of all scripts", "٢٠١٢ ۲۰۱۲ २०१२ ๒๐๑๒ ２０１２", "2012 2012 2012 2012 2012"},
		{"Devanagari keeps its vowel signs", "हिन्दी की", "हिन्दी की"},
		{"Devanagari nukta, in one or two signs", "क़लम क\u093cलम", "क\u093cलम क\u093cलम"},
		{"Tamil", "தமிழ்", "தமிழ்"},
		{"Han are single signs", "日本語です", "日 本 語 で す"},
		{"kana with voicing marks apart", "カ\u3099ラス ガラス", "ガ ラ ス ガ ラ ス"},
		{"narrow kana", "ｶﾞﾗｽ ﾊﾟﾝ ｽｰﾊﾟｰ", "ガ ラ ス パ ン ス ー パ ー"},
		{"wide letters", "ＡＢＣ　ｄｅｆ", "abc def"},
		{"letters and numbers among Han", "2012年iPhone版", "2012 年 iphone 版"},
		{"variants of signs", "葛\U000e0100城", "葛 城"},
		{"Hangul", "한국어를", "한 국 어 를"},
		{"Hangul in parts", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한 국"},
		{"Thai with its vowels and tones", "น้ำตก", "น้ ำ ต ก"},
		{"Burmese", "မြန်မာ", "မြ န် မာ"},
		{"soft hyphens and joiners", "won\u00adder\u200c\u200dful", "wonderful"},
		{"a space without width parts", "a\u200bb", "a b"},
		{"abbreviations", "U.S. e.g.", "u s e g"},
		{"apostrophes of all kinds", "don't don’t donʼt Hawaiʻi", "don t don t don t hawai i"},
		{"names of languages", "C++, C# and g++ (not C)", "c\ue02b\ue02b c\ue023 and g\ue02b\ue02b not c"},
		{"plus and sharp elsewhere", "a+b c+++ x##y abc++ 1+1", "a b c x y abc 1 1"},
		{"hyphens and underscores part", "well-known snake_case", "well known snake case"},
		{"numbers", "3.14 1,000 10:30", "3 14 1 000 10 30"},
		{"fractions and powers", "½ 1½ m² ①", "½ 1½ m2 1"},
		{"Roman numbers that are one sign", "Ⅳ", "iv"},
		{"emoji part and are nothing", "a😀b 👩\u200d🚀 ☕ 1\ufe0f\u20e3", "a b 1"},
		{"invalid UTF-8 parts", "a\xffb \xc3", "a b"},
		{"the private use area is nothing", "\ue100all x", "all x"},
		{"control characters", "a\x00b\x1fc", "a b c"},
		{"marks without a letter", "\u0301 \u0301a", "a"},
		{"nothing", " \t\n—…", ""},
		{"what is too long to be a word", strings.Repeat("é", 100) + strings.Repeat("ж", 100), strings.Repeat("e", 100) + strings.Repeat("ж", 14)},
	} {
		if got := Fold(c.text); got != c.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestTextsOfAColumnAreKeptApart(t *testing.T) {
	var g gatherer
	if got := g.fold("Still Water", "", "!", "Birds"); got != "still water \ue100 birds" {
		t.Errorf("%q", got)
	}
	if got := g.fold(); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

func FuzzFold(f *testing.F) {
	for _, text := range []string{"Straße", "日本語", "e\u0301", "\u1112\u1161\u11ab", "C++ C#", "a\xff", "½", "क\u093c", "ｶﾞ", "İ", "\ue100"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for w := range tokens(text) {
			if w.start < end || w.end <= w.start || w.end > len(text) {
				t.Fatalf("%q: word %q from %d to %d, after %d", text, w.word, w.start, w.end, end)
			}
			end = w.end
			if !utf8.ValidString(w.word) || strings.ContainsFunc(w.word, func(r rune) bool { return r < 0x80 && (!isWord(r) || r >= 'A' && r <= 'Z') }) {
				t.Fatalf("%q: word %q would be parted by the index", text, w.word)
			}
		}
		// Who copies words as they are compared finds them again. Names like C++
		// are spelled with signs that no text has, and a part of a sign may find
		// another one before it.
		folded := Fold(text)
		if again := Fold(folded); again != folded && !strings.ContainsAny(folded, "\ue02b\ue023") && !strings.ContainsFunc(folded, isTail) {
			t.Fatalf("%q folds to %q, and that to %q", text, folded, again)
		}
	})
}
