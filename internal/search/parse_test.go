package search

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
)

// shown writes a query as tests compare it: +( any of these ) -( none ) and
// what else there is. Properties stand as name=value.
func shown(q Query) string {
	one := func(t term) string {
		out := strings.Join(t.words, " ")
		if t.person != "" {
			out = "by=" + t.person
		} else if t.column == facetColumn {
			out = strings.Map(func(r rune) rune {
				if r == 0xe100 {
					return '='
				}
				if r > shifted && r < shifted+0x80 {
					return r - shifted
				}
				return r
			}, strings.TrimPrefix(out, facetMark))
		} else if t.column != "" {
			out = t.column + ":" + out
		}
		if t.prefix {
			out += "*"
		}
		return out
	}
	list := func(sign string, terms []term) string {
		var out []string
		for _, t := range terms {
			out = append(out, one(t))
		}
		return sign + "(" + strings.Join(out, "|") + ")"
	}
	var out []string
	for _, ways := range q.all {
		out = append(out, list("+", ways))
	}
	if len(q.none) > 0 {
		out = append(out, list("-", q.none))
	}
	if !q.From.IsZero() || !q.Until.IsZero() {
		day := func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.Format("2006-01-02")
		}
		out = append(out, day(q.From)+".."+day(q.Until))
	}
	if q.In != Anywhere {
		out = append(out, [...]string{"", "published", "drafts", "trash"}[q.In])
	}
	return strings.Join(out, " ")
}

// notes returns the first words of each note.
func notes(q Query) string {
	var out []string
	for _, n := range q.Notes {
		out = append(out, n.Sentence())
	}
	return strings.Join(out, "\n")
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text, want, note string }{
		{"a word", "Heron", "+(heron)", ""},
		{"words", "grey  heron", "+(grey) +(heron)", ""},
		{"a phrase", `"Still water"`, "+(still water)", ""},
		{"a phrase in typographic quotes", "„stilles Wasser“ “still water” «eau calme» ＂静＂", "+(stilles wasser) +(still water) +(eau calme) +(静)", ""},
		{"a phrase in corner brackets", "「東京 タワー」", "+(東 京 タ ワ ー)", ""},
		{"a phrase without its end", `heron "still water`, "+(heron) +(still water)", "A quotation mark was not closed"},
		{"a quotation mark at the end", `heron "`, "+(heron)", ""},
		{"a quotation mark within", `27" monitor`, "+(27) +(monitor)", "A quotation mark was not closed"},
		{"an empty phrase", `"" heron`, "+(heron)", ""},
		{"words that punctuation parts are a phrase", "don't well-known e.g.", "+(don t) +(well known) +(e g)", ""},
		{"Chinese is a phrase", "北京 大学", "+(北 京) +(大 学)", ""},

		{"a prefix", "wond*", "+(wond*)", ""},
		{"a prefix in parentheses", "(wond*)", "+(wond*)", ""},
		{"a prefix of a phrase", `"still wat"*`, "+(still wat*)", ""},
		{"a prefix of one letter is a word", "w*", "+(w)", "Before a star"},
		{"a prefix of a single sign is the sign", "日本*", "+(日 本)", ""},
		{"a star elsewhere", "*ing w*rd", "+(ing) +(w rd)", "A star stands for the rest"},
		{"a star alone", "* heron", "+(heron)", ""},

		{"an exclusion", "heron -grey", "+(heron) -(grey)", ""},
		{"exclusions with other dashes", "heron −grey –white", "+(heron) -(grey|white)", ""},
		{"a phrase excluded", `heron -"still water"`, "+(heron) -(still water)", ""},
		{"NOT", "heron NOT grey", "+(heron) -(grey)", ""},
		{"NOT with a phrase, NICHT", `NOT "a b" NICHT c`, "-(a b|c)", ""},
		{"only exclusions", "-grey -tag:birds", "-(grey|tag=birds)", ""},
		{"a dash between words", "heron - grey", "+(heron) +(grey)", ""},
		{"a field excluded", `-mine:"still water" -from:example.org`, "-(mine:still water|from=example.org)", ""},
		{"a field with a space excluded", "-mine: grey white", "+(white) -(mine:grey)", ""},

		{"OR", "heron OR egret lake", "+(heron|egret) +(lake)", ""},
		{"OR of three", "a OR b | c ODER d", "+(a|b|c|d)", ""},
		{"OR of properties", "tag:birds OR from:example.org", "+(tag=birds|from=example.org)", ""},
		{"OR of people", "by:ada OR by:bob", "+(by=ada|by=bob)", ""},
		{"OR at an end", "OR heron OR", "+(heron)", ""},
		{"small or is a word", "heron or egret", "+(heron) +(or) +(egret)", ""},
		{"OR of what is left out", "heron OR -grey", "+(heron) -(grey)", "OR can't join what is left out"},
		{"OR does not reach over a time", "heron OR year:2012 lake", "+(heron) +(lake) 2012-01-01..2013-01-01", ""},
		{"AND is no word", "heron AND lake & pond UND x", "+(heron) +(lake) +(pond) +(x)", ""},
		{"OR in quotes is a word", `"OR" x`, "+(or) +(x)", ""},

		{"parentheses", "(heron OR egret) (lake)", "+(heron|egret) +(lake)", ""},
		{"parentheses left out", "lake -(heron OR egret)", "+(lake) -(heron|egret)", ""},
		{"NOT before parentheses", "lake NOT (heron OR egret) pond", "+(lake) +(pond) -(heron|egret)", ""},
		{"a field before parentheses", "title:(heron lake) pond", "+(title:heron) +(title:lake) +(pond)", ""},
		{"parentheses in parentheses", "((a OR b) OR (c)) d", "+(a|b|c) +(d)", ""},
		{"parentheses that can't be", "(a b) OR c", "+(a) +(b|c)", "Parentheses were read"},
		{"parentheses that can't be, behind OR", "c OR (a b)", "+(c|a) +(b)", "Parentheses were read"},
		{"parentheses left out that can't be", "x -(a b)", "+(x) -(a|b)", "Parentheses were read"},
		{"parentheses without end", "(a OR b", "+(a|b)", ""},
		{"parentheses without beginning", "a) b", "+(a) +(b)", ""},
		{"parentheses within a word", "f(x) en(wiki)", "+(f x) +(en wiki)", ""},

		{"fields of words", "title:a mine:b quoted:c source:d", "+(title:a) +(mine:b) +(quoted:c) +(source:d)", ""},
		{"German fields", "titel:a eigene:b zitat:c quelle:d schlagwort:e von:f.org autor:g sprache:de ist:notiz jahr:2012", "+(title:a) +(mine:b) +(quoted:c) +(source:d) +(tag=e) +(from=f.org) +(by=g) +(lang=de) +(is=note) 2012-01-01..2013-01-01", ""},
		{"fields in capitals", "MINE:a Tag:B", "+(mine:a) +(tag=b)", ""},
		{"a field with a phrase and a prefix", `mine:"still wat"* quoted:wat*`, "+(mine:still wat*) +(quoted:wat*)", ""},
		{"a field with a space", "mine: still water", "+(mine:still) +(water)", ""},
		{"a field with nothing", "heron mine:", "+(heron)", "Nothing stands behind “mine:”"},
		{"a field before a field", "mine: tag:birds heron", "+(tag=birds) +(heron)", "Nothing stands behind “mine:”"},
		{"fields with nothing in quotes", `tag:"" from:"" mine:""`, "", "Nothing stands behind “tag:”"},
		{"a field with a wide colon", "mine：水", "+(mine:水)", ""},
		{"a field that there is not", "foo:bar", "+(foo) +(bar)", "There is no “foo:”"},
		{"a field that there is not, excluded", "-foo:bar", "-(foo bar)", "There is no “foo:”"},
		{"a field that there is not, behind OR", "x OR foo:bar", "+(x|foo) +(bar)", "There is no “foo:”"},
		{"a word with a colon behind it", "note: buy milk", "+(note) +(buy) +(milk)", ""},
		{"a colon at the end of a word excluded", "x -note:", "+(x) -(note)", ""},
		{"a colon in front", ":heron 12:30", "+(heron) +(12 30)", ""},

		{"tags", `tag:birds tag:"Still Water" tag:#Heron tag:日本`, "+(tag=birds) +(tag=still-water) +(tag=heron) +(tag=日本)", ""},
		{"a tag of no letters", "tag:!!", "", "Nothing stands behind “tag:”"},
		{"sites", "from:Example.org from:www.example.org from:https://example.org/a/b from:.example.org from:*.example.org", strings.TrimSpace(strings.Repeat("+(from=example.org) ", 5)), ""},
		{"a site by a part of its name", "from:nytimes", "+(from=nytimes|from=nytimes.*)", ""},
		{"a site with a port, with foreign letters", "from:example.org:8080 from:münchen.de from:xn--mnchen-3ya.de", "+(from=example.org) +(from=münchen.de) +(from=münchen.de)", ""},
		{"a site that is none", `from:"two words"`, "", "“two words” is no site"},
		{"people", `by:Ada by:"Ada Lovelace" -by:Zoë`, "+(by=ada) +(by=ada lovelace) -(by=zoe)", ""},
		{"languages", "lang:de lang:en-GB", "+(lang=de) +(lang=en)", ""},
		{"where it was found", "via:www.example.org", "+(via=example.org)", ""},
		{"kinds", "is:link OR is:quote -is:note", "+(is=link|is=quote) -(is=note)", ""},
		{"states", "heron is:draft", "+(heron) drafts", ""},
		{"the last state counts", "is:draft is:trash", "trash", ""},
		{"states left out", "-is:draft", "published", ""},
		{"published left out", "-is:published", "drafts", ""},
		{"what nothing can be", "is:blue", "", "“blue” is nothing a post can be"},

		{"an address", "https://www.example.org/a?utm_source=x", "+(page=example.org/a)", ""},
		{"an address with a comma behind it", "https://example.org/Path, heron", "+(page=example.org/Path) +(heron)", ""},
		{"an address as a source", "source:https://example.org/a", "+(page=example.org/a)", ""},
		{"an address excluded", "-https://example.org/a", "-(page=example.org/a)", ""},
		{"an address in quotes is words", `"https://example.org/a"`, "+(https example org a)", ""},
		{"an address that is none", "http:// ftp://example.org", "+(http) +(ftp example org)", ""},

		{"nothing", "  ", "", ""},
		{"signs alone", "!? … —", "", "There is no letter or digit"},
		{"emoji alone", "🎉", "", "There is no letter or digit"},
		{"words alone that join others", "OR NOT", "", "In capitals OR, AND and NOT stand between other words"},
		{"the same in small letters", "or not", "+(or) +(not)", ""},
		{"a plus", "+heron C++", "+(heron) +(c\ue02b\ue02b)", ""},
		{"invalid UTF-8", "her\xffon", "+(her) +(on)", ""},
		{"commas", "heron,egret; lake", "+(heron egret) +(lake)", ""},
	} {
		q := Parse(c.text, time.UTC)
		if got := shown(q); got != c.want {
			t.Errorf("%s: %s is read as\n  %s, want\n  %s", c.name, c.text, got, c.want)
		}
		if got := notes(q); c.note == "" && got != "" || !strings.HasPrefix(got, c.note) {
			t.Errorf("%s: %s: notes %q, want %q", c.name, c.text, got, c.note)
		}
		if q.Text != c.text {
			t.Errorf("%s: the text is %q", c.name, q.Text)
		}
	}
}

func TestParseTimes(t *testing.T) {
	for _, c := range []struct{ text, want, note string }{
		{"year:2012", "2012-01-01..2013-01-01", ""},
		{"on:2012-02", "2012-02-01..2012-03-01", ""},
		{"on:2012-12", "2012-12-01..2013-01-01", ""},
		{"on:2012-2-9 x", "+(x) 2012-02-09..2012-02-10", ""},
		{"date:2012/11/21", "2012-11-21..2012-11-22", ""},
		{"am:21.11.2012", "2012-11-21..2012-11-22", ""},
		{"am:11.2012", "2012-11-01..2012-12-01", ""},
		{`on:"21. 11. 2012"`, "2012-11-21..2012-11-22", ""},
		{"before:2012-11-21", "..2012-11-21", ""},
		{"before:2012", "..2012-01-01", ""},
		{"after:2012-11-21", "2012-11-22..", ""},
		{"after:2012", "2013-01-01..", ""},
		{"since:2012-11", "2012-11-01..", ""},
		{"after:2010 before:2012-06", "2011-01-01..2012-06-01", ""},
		{"-before:2012", "2012-01-01..", ""},
		{"-since:2012", "..2012-01-01", ""},
		{"-after:2012", "..2013-01-01", ""},
		{"year:2012 on:2012-11", "2012-11-01..2012-12-01", ""},
		{"year:2012 OR year:2013", "2012-01-01..2014-01-01", ""},
		{"year:2013 OR year:2012 OR year:2011", "2011-01-01..2014-01-01", ""},
		{"after:2000 year:2012 OR year:2013", "2012-01-01..2014-01-01", ""},
		{"year:2012 OR year:2014", "2012-01-01..2013-01-01", "OR joins only times"},
		{"before: 2012", "..2012-01-01", ""},
		{"before:2012, heron", "+(heron) ..2012-01-01", ""},
		{"-year:2012 x", "+(x)", "Times can't be left out"},
		{"year:12", "", "“12” is no date"},
		{"before:0001", "", "“0001” is no date"},
		{"on:2012-13", "", "“2012-13” is no date"},
		{"on:2012-02-30", "", "“2012-02-30” is no date"},
		{"on:2012-11-00", "", "“2012-11-00” is no date"},
		{"on:30.2.2012", "", "“30.2.2012” is no date"},
		{"on:yesterday", "", "“yesterday” is no date"},
		{"on:99999999999999999999", "", "“99999999999999999999” is no date"},
		{"year:2012 year:2013", "2013-01-01..2013-01-01", "The times exclude one another"},
	} {
		q := Parse(c.text, time.UTC)
		if got := shown(q); got != c.want {
			t.Errorf("%s is read as %s, want %s", c.text, got, c.want)
		}
		if got := notes(q); c.note == "" && got != "" || !strings.HasPrefix(got, c.note) {
			t.Errorf("%s: notes %q, want %q", c.text, got, c.note)
		}
	}
}

func TestDaysBeginInTheZone(t *testing.T) {
	for _, c := range []struct{ zone, text, from, until string }{
		{"Europe/Berlin", "on:2012-07-01", "2012-06-30T22:00:00Z", "2012-07-01T22:00:00Z"},
		{"Europe/Berlin", "on:2012-03-25", "2012-03-24T23:00:00Z", "2012-03-25T22:00:00Z"}, // 23 hours
		{"Europe/Berlin", "on:2012-10-28", "2012-10-27T22:00:00Z", "2012-10-28T23:00:00Z"}, // 25 hours
		{"Pacific/Auckland", "year:2012", "2011-12-31T11:00:00Z", "2012-12-31T11:00:00Z"},
		{"America/Sao_Paulo", "on:2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"}, // begins at 1:00
		{"America/Sao_Paulo", "on:2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		q := Parse(c.text, zone)
		from, until := q.From.UTC().Format(time.RFC3339), q.Until.UTC().Format(time.RFC3339)
		if from != c.from || until != c.until || len(q.Notes) > 0 {
			t.Errorf("%s in %s: %s to %s, want %s to %s; notes %s", c.text, c.zone, from, until, c.from, c.until, notes(q))
		}
	}
}

func TestLongQueriesAreCut(t *testing.T) {
	q := Parse(strings.Repeat("wörd ", 2000), time.UTC)
	if len(q.all) != maxTerms || len(q.Notes) != 2 {
		t.Errorf("%d terms, notes %q", len(q.all), notes(q))
	}
	if q = Parse(strings.Repeat("本", 10000), time.UTC); len(q.all) != 1 || len(q.all[0][0].words) != maxQuery {
		t.Errorf("%d words", len(q.all[0][0].words))
	}
	if q = Parse(strings.Repeat("is:x", 1)+strings.Repeat(" a:b", 100), time.UTC); len(q.Notes) > mostNotes {
		t.Errorf("%d notes", len(q.Notes))
	}
}

func TestEmptyAndHasWords(t *testing.T) {
	for _, c := range []struct {
		text         string
		empty, words bool
	}{
		{"", true, false},
		{"!", true, false},
		{"heron", false, true},
		{"tag:a", false, false},
		{"tag:a OR heron", false, true},
		{"-heron", false, false},
		{"year:2012", false, false},
		{"by:ada", false, false},
		{"is:draft", false, false},
		{"is:published", false, false},
		{"mine:heron", false, true},
	} {
		q := Parse(c.text, time.UTC)
		if q.Empty() != c.empty || q.HasWords() != c.words {
			t.Errorf("%q: empty %t, has words %t", c.text, q.Empty(), q.HasWords())
		}
	}
}

func TestMatch(t *testing.T) {
	authors := func(name string) []blog.AuthorID {
		return map[string][]blog.AuthorID{"ada": {1}, "smith": {2, 3}}[name]
	}
	tag := func(s string) string { return fmt.Sprintf("facets : %q", tagFacet(s)) }
	ofThe := string(gramOf("of", "the"))
	by := func(id blog.AuthorID) string { return `facets : "` + authorFacet(id) + `"` }
	for _, c := range []struct{ text, want string }{
		{"heron", `(` + columns[""] + ` : "heron")`},
		{`mine:"a bee"* c`, `(` + columns[""] + ` : "c") AND (own : "a bee"*)`},
		{`"still water" tag:a title:b`, `(((facets : "=tag=a") AND (title : "b")) NOT (facets : "` + nobody + `")) AND (` + columns[""] + ` : "still water")`},
		{`mine:"of the"`, `facets : NEAR("` + ofThe + `" , 16777216) AND (own : "of the")`},
		{`mine:"of the" title:"of the"`, `facets : NEAR("` + ofThe + `" , 16777216) AND (own : "of the") AND (title : "of the")`},
		{`mine:"of the" OR title:b`, `((facets : NEAR("` + ofThe + `" , 16777216) AND own : "of the") OR title : "b")`},
		{`mine:a -mine:"of the"`, `((own : "a")) NOT (own : "of the")`},
		{"title:a OR quoted:b -source:c", `((title : "a" OR quoted : "b")) NOT (source : "c")`},
		{"-mine:a", `((facets : "` + every + `")) NOT (own : "a")`},
		{"by:ada OR tag:a", `(` + by(1) + ` OR ` + tag("a") + `)`},
		{"by:smith", `(` + by(2) + ` OR ` + by(3) + `)`},
		{"by:nobody", `(facets : "` + nobody + `")`},
		{"-by:ada -by:smith", `((facets : "` + every + `")) NOT (` + by(1) + ` OR ` + by(2) + ` OR ` + by(3) + `)`},
		{"-by:nobody", `((facets : "` + every + `")) NOT (facets : "` + nobody + `")`},
		{"is:draft", `((facets : "` + every + `")) NOT (facets : "` + trashFacet + `")`},
		{"is:trash mine:a", `(own : "a") AND (facets : "` + trashFacet + `")`},
	} {
		q := Parse(c.text, time.UTC)
		got := q.Match(authors)
		got, want := strings.ReplaceAll(got, facetMark, "="), strings.ReplaceAll(strings.ReplaceAll(c.want, facetMark, "="), `\ue100`, "=")
		if got != want {
			t.Errorf("%s:\n  %s, want\n  %s", c.text, got, want)
		}
		if again := q.Match(authors); strings.ReplaceAll(again, facetMark, "=") != got {
			t.Errorf("%s: the second time %s", c.text, again)
		}
	}
}

func TestQueryWithOtherPlaces(t *testing.T) {
	q := Parse("heron is:published", time.UTC)
	if d := q.AmongDrafts(); d.In != Drafts || q.In != Published {
		t.Errorf("among drafts: %v, and the query itself: %v", d.In, q.In)
	}
	if got := shown(AnyOf("/2012/the-still-water.html of it")); got != "+(2012|still|water|html)" {
		t.Errorf("any of: %s", got)
	}
	if got := shown(LikeAnyOf("/through-the-old-pond-watters")); got != "+(pond*|watte*)" {
		t.Errorf("like any of: %s", got)
	}
	if q := AnyOf("a b"); !q.Empty() {
		t.Error("a query for nothing is not empty")
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`heron "still water" -tag:cities from:example.org year:2012 mine:beautiful`, `(a OR b) -(c d) NOT e`, `"`, `tag:`, `mine: x`, "：", `-"`, `((((`, `))`,
		`OR OR -OR`, `from:* from:[::1] via:%`, `https://[ https://a`, `on:0000 on:9999-12-31`, "本*", `a*b* "x y"*`, "\xff-\xff:", `is:draft OR is:trash`, "tag:(a b) OR c",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := Parse(text, time.UTC)
		match := q.Match(func(string) []blog.AuthorID { return []blog.AuthorID{1} })
		if strings.Count(match, `"`)%2 != 0 || strings.Count(match, "(") != strings.Count(match, ")") || match == "" {
			t.Fatalf("%q gives %s", text, match)
		}
		if q.Empty() && strings.TrimSpace(text) != "" && len(q.Notes) == 0 {
			t.Fatalf("%q finds nothing and says nothing", text)
		}
		for _, n := range q.Notes {
			if s := n.Sentence(); s == "" || strings.Contains(strings.ReplaceAll(s, text, ""), "%!") {
				t.Fatalf("%q: note %q", text, s)
			}
		}
	})
}
