package markup_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pullquote/internal/markup"
)

// thai contains no position at which a program without a dictionary may cut it.
const thai = "กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย"

func TestTextFragments(t *testing.T) {
	tests := []struct{ name, text, prefix, suffix, want string }{
		{"nothing", " \n ", "a", "b", ""},
		{"a sentence stands whole, and may be found without its neighbours", "The cat sat on the mat.", "a", "b", "a-,The cat sat on the mat.,-b\nThe cat sat on the mat."},
		{"few words need one of theirs", "The cat", "long before it", "sat on the mat", "long before it-,The cat,-sat on the\nlong before it-,The cat\nThe cat,-sat on the"},
		{"of which there may be one", "The cat", "", "sat", "The cat,-sat"},
		{"and which are those of the next line", "The cat", "One.\n\nTwo.", "Three.\n\nFour.", "Two.-,The cat,-Three.\nTwo.-,The cat\nThe cat,-Three."},
		{"a long sentence is named by its ends", "One two three four five six seven eight nine ten eleven twelve thirteen", "", "", "One two three four five,nine ten eleven twelve thirteen"},
		{"ends do not overlap", strings.Repeat("Verwaltungsvorschrift ", 5), "", "", "Verwaltungsvorschrift Verwaltungsvorschrift,Verwaltungsvorschrift Verwaltungsvorschrift"},
		{"a very long word stands whole", strings.Repeat("x", 150), "", "", strings.Repeat("x", 150)},
		{"paragraphs are named by the first and the last", "One two three four five six.\n\nMiddle.\n\nA b c d e f.", "p", "s", "p-,One two three four five,b c d e f.,-s\nOne two three four five six."},
		{"few words at an end stand for none without their neighbours", "Hi.\n\nOne two three four.", "before", "after", "before-,Hi.,One two three four.,-after\nOne two three four."},
		{"nor do those at the head of every page", "The Mill\n\nIt stood by the water.\n\nPage 2", "Page 1", "The Mill", "Page 1-,The Mill,Page 2,-The Mill\nIt stood by the water."},
		{"a headline stands in the list of contents, too", "How we went round by the mill", "One.", "It was late.", "One.-,How we went round by the mill,-It was late.\nOne.-,How we went round by the mill\nHow we went round by the mill,-It was late."},
		{"where all lines are short, each end needs its own", "up\non\noff", "in", "by", "in-,up,off,-by\nin-,up\noff,-by"},
		{"a term stands in one cell", "A\tlong row\tof cells\nthat all are\tblocks", "One.", "Two.", "One.-,A,blocks,-Two.\nOne.-,A\nblocks,-Two."},
		{"at the other end neither", "One two three four.\n\nHi.", "before", "after", "before-,One two three four.,Hi.,-after\nOne two three four."},
		{"a break parts like a paragraph", "One two three four\nfive six seven eight", "", "", "One two three four,five six seven eight"},
		{"signs of the directive are encoded", "well-known, so & so on #1 %", "", "", "well-known, so & so on #1 %"},
		{"spaces of a listing stay", "  a    =   b + c", "x = 1\n", "", "x = 1-,a    =   b + c\na    =   b + c"},
		{"a short Chinese one stands whole", "北京是很大的城市。", "她说，", "", "她说，-,北京是很大的城市。"},
		{"a long one is cut at its punctuation", "她说，北京是一个很大的城市。每年有许多游客从世界各地来到这里，参观故宫、长城和颐和园。", "", "", "她说，北京是一个很大的城市。,每年有许多游客从世界各地来到这里，参观故宫、长城和颐和园。"},
		{"Thai without a space is cut nowhere", thai, "", "", thai},
	}
	// In the decoded form above, the separators of terms are unescaped.
	terms := regexp.MustCompile(`^(?:([^,]*)-,)?([^,]*)(?:,([^-,][^,]*))?(?:,-([^,]*))?$`)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := markup.TextFragment(tt.text, tt.prefix, tt.suffix)
			if tt.want == "" {
				if got != "" {
					t.Errorf("TextFragment = %q, want nothing", got)
				}
				return
			}
			all, ok := strings.CutPrefix(got, ":~:text=")
			if !ok || strings.ContainsAny(all, " #") {
				t.Fatalf("TextFragment = %q is no directive", got)
			}
			var decoded []string
			for directive := range strings.SplitSeq(all, "&text=") {
				words, err := url.PathUnescape(directive)
				if err != nil || !terms.MatchString(directive) || strings.Contains(directive, "&") {
					t.Fatalf("TextFragment = %q has %q, which is no directive: %v", got, directive, err)
				}
				decoded = append(decoded, words)
			}
			if got := strings.Join(decoded, "\n"); got != tt.want {
				t.Errorf("TextFragment = %q, want %q", got, tt.want)
			}
		})
	}
	if got, want := markup.TextFragment("a-b, c & d é e f", "", ""), ":~:text=a%2Db%2C%20c%20%26%20d%20%C3%A9%20e%20f"; got != want {
		t.Errorf("TextFragment = %q, want %q", got, want)
	}
}

// FuzzTextFragment checks that each term occurs in the text that it comes from.
func FuzzTextFragment(f *testing.F) {
	f.Add("one two-three, four", "a-b", "c,d")
	f.Add("她说，北京是一个很大的城市。每年有许多游客从世界各地来到这里，参观故宫、长城和颐和园。", "", "字")
	f.Add("(a) “b” c…d\n\ne", "x\n\ny", "z")
	f.Fuzz(func(t *testing.T, text, prefix, suffix string) {
		got := markup.TextFragment(text, prefix, suffix)
		if got == "" {
			return
		}
		directive, ok := strings.CutPrefix(got, ":~:text=")
		if !ok {
			t.Fatalf("TextFragment(%q) = %q", text, got)
		}
		valid := func(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
		for term := range strings.SplitSeq(strings.ReplaceAll(directive, "&text=", ","), ",") {
			in := text
			if before, ok := strings.CutSuffix(term, "-"); ok {
				term, in = before, prefix
			} else if after, ok := strings.CutPrefix(term, "-"); ok {
				term, in = after, suffix
			}
			words, err := url.PathUnescape(term)
			if err != nil || words == "" || strings.ContainsRune(words, '\n') {
				t.Errorf("TextFragment(%q, %q, %q) = %q: term %q, %v", text, prefix, suffix, got, words, err)
			}
			if isPlain(in) && !strings.Contains(valid(in), words) {
				t.Errorf("TextFragment(%q, %q, %q) = %q: %q is not in %q", text, prefix, suffix, got, words, in)
			}
		}
	})
}

// isPlain reports whether a text has no control characters, which would be removed.
func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' })
}
