package i18n_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
)

func TestALanguageIsSpokenWhereverItsNameBegins(t *testing.T) {
	for lang, want := range map[string]string{"de": "de", "de-AT": "de", "DE": "de", "en-GB": "en", "fr": "en", "": "en", "no such": "en"} {
		if got := i18n.For(lang).Lang(); got != want {
			t.Errorf("for %q it speaks %q, want %q", lang, got, want)
		}
	}
}

func TestABrowserIsAnsweredInItsLanguage(t *testing.T) {
	for header, want := range map[string]string{"de-AT,de;q=0.9,en;q=0.8": "de", "fr,en;q=0.5,de;q=0.4": "en", "fr": "en", "": "en", ";;q=": "en", "en-GB,de": "en"} {
		if got := i18n.Accepted(header).Lang(); got != want {
			t.Errorf("%q is answered in %q, want %q", header, got, want)
		}
	}
}

func TestDatesFollowTheLanguage(t *testing.T) {
	at := time.Date(2012, 3, 1, 17, 7, 0, 0, time.UTC)
	for form, want := range map[i18n.Form][2]string{
		i18n.Weekday:  {"Thursday, 1 March 2012", "Donnerstag, 1. März 2012"},
		i18n.Date:     {"1 March 2012", "1. März 2012"},
		i18n.DateTime: {"1 March 2012, 17:07", "1. März 2012, 17:07"},
		i18n.Month:    {"March 2012", "März 2012"},
		i18n.MonthOf:  {"March", "März"},
		i18n.Year:     {"2012", "2012"},
		i18n.Clock:    {"17:07", "17:07"},
	} {
		for i, lang := range []string{"en", "de"} {
			if got := i18n.For(lang).Date(at, form); got != want[i] {
				t.Errorf("%s, %s: %q, want %q", lang, form, got, want[i])
			}
		}
	}
}

func TestNumbersAndPluralsFollowTheLanguage(t *testing.T) {
	if got := i18n.For("de").Number(1234567); got != "1.234.567" {
		t.Errorf("a number is %q", got)
	}
	for n, want := range map[int][2]string{0: {"0 posts", "0 Beiträge"}, 1: {"1 post", "1 Beitrag"}, 2: {"2 posts", "2 Beiträge"}, 4321: {"4,321 posts", "4.321 Beiträge"}} {
		for i, lang := range []string{"en", "de"} {
			if got := i18n.For(lang).N(n, "%d post", "%d posts"); got != want[i] {
				t.Errorf("%s: %q, want %q", lang, got, want[i])
			}
		}
	}
}

func TestWhatALanguageHasNoWordsForIsSaidInEnglish(t *testing.T) {
	l := i18n.For("de")
	if got := l.T("A text that nobody says: %s, %d", "x", 2000); got != "A text that nobody says: x, 2.000" {
		t.Errorf("it says %q", got)
	}
	if got := l.T("100 %"); got != "100 %" {
		t.Errorf("a text that is no format becomes %q", got)
	}
}

func TestATextIsFilledAsPackageFmtWould(t *testing.T) {
	for _, test := range []struct {
		text string
		args []any
	}{
		{"%s: links", []any{"Herons & 100 %s"}},
		{"%s, then %s", []any{"one", "two"}},
		{"%[2]s before %[1]s", []any{"one", "two"}},
		{"%s: 100 %%", []any{"one"}},
		{"%q", []any{"one"}},
		{"%s", []any{errors.New("an error")}},
		{"%s and %d", []any{"one", 7}},
		{"%s", []any{"one", "too many"}},
		{"%s and %s", []any{"too few"}},
	} {
		if got, want := i18n.For("en").T(test.text, test.args...), fmt.Sprintf(test.text, test.args...); got != want {
			t.Errorf("%q with %q is %q, want %q", test.text, test.args, got, want)
		}
	}
}

func TestAnErrorsSentenceIsSaidWithWhatItIsAbout(t *testing.T) {
	e := blog.Fault("title", "No such text; %d is the most.", 1000)
	if got := i18n.For("de").Sentence(e); got != "No such text; 1.000 is the most." {
		t.Errorf("it says %q", got)
	}
	if got := e.Error(); got != "title: No such text; 1000 is the most." {
		t.Errorf("in the log stands %q", got)
	}
}
