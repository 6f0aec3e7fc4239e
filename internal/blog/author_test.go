package blog

import (
	"strings"
	"testing"
	"unicode"
)

func TestUserNamesFoldAsTheyAreCompared(t *testing.T) {
	for _, name := range []string{"", "ada", "ADA", "Özil", "öZIL", "teſs", "TESS", "\u212aay", "kay", "Σίσυφος", "ΣΊΣΥΦΟΣ", "straße", "STRASSE", "İi", "ıI", "a\xffb"} {
		for _, other := range []string{"ADA", "özil", "teSſ", "Kay", "σίσυφοσ", "STRAßE", "ii", "a\ufffdB"} {
			if got, want := FoldUsername(name) == FoldUsername(other), strings.EqualFold(name, other); got != want {
				t.Errorf("%q and %q: one fold is %t, equal %t", name, other, got, want)
			}
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if next := unicode.SimpleFold(r); foldRune(r) != foldRune(next) {
			t.Fatalf("%U and %U are one letter and fold to two", r, next)
		}
	}
}
