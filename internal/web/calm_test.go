package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// requestNamed matches the ID of a request.
var requestNamed = regexp.MustCompile(`[A-Z2-7]{10}`)

// Words that are only of use to the blog's owner.
var operators = []string{"damaged", "beschädigt", "doctor", "database", "Datenbank", "disk", "Festplatte"}

func wantCalm(t *testing.T, r reply, says string) {
	t.Helper()
	text := r.text("main")
	if !strings.Contains(text, says) {
		t.Errorf("a reader is told %q, want %q", text, says)
	}
	for _, word := range operators {
		if strings.Contains(text, word) {
			t.Errorf("a reader is told of the machine: %q", text)
		}
	}
}

// damagedHouse is a blog some of whose tables can't be read any more.
func damagedHouse(t *testing.T, lang string, tables ...string) *house {
	t.Helper()
	h := newHouse(t)
	h.published("Heron")
	h.sql(`UPDATE setting SET lang = '` + lang + `'`)
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		misplace(t, h.dir, table)
	}
	return open(t, h.dir)
}

func TestAReaderIsToldCalmlyThatAPageCanNotBeShownAndTheLogHasTheRest(t *testing.T) {
	for _, tt := range []struct{ lang, reader, author string }{
		{"en", "This page can't be shown right now.", "The database is damaged"},
		{"de", "Diese Seite lässt sich gerade nicht zeigen.", "Die Datenbank ist beschädigt"},
	} {
		t.Run(tt.lang, func(t *testing.T) {
			h := damagedHouse(t, tt.lang, "post")
			r := h.reader().get("/links/heron/").status(t, http.StatusServiceUnavailable)
			wantCalm(t, r, tt.reader)
			id := requestNamed.FindString(r.text(".pq-hint"))
			if id == "" {
				t.Fatalf("the page does not name the request: %s", r.text("main"))
			}
			logged := false
			for line := range strings.Lines(h.log.String()) {
				logged = logged || strings.Contains(line, id) && strings.Contains(line, "The database is damaged")
			}
			if !logged {
				t.Errorf("the log does not say what %s met:\n%s", id, h.log.String())
			}
			if r := h.ada().get("/links/heron/").status(t, http.StatusServiceUnavailable); !strings.Contains(r.text("main"), tt.author) {
				t.Errorf("the author is told %q", r.text("main"))
			}
		})
	}
}

func TestWhoIsNotKnownIsToldAsAReaderIs(t *testing.T) {
	h := damagedHouse(t, "en", "session")
	v := h.ada() // whose session can't be read
	wantCalm(t, v.get("/").status(t, http.StatusServiceUnavailable), "This page can't be shown right now.")
	sent := draft()
	r := v.post("/compose", sent).status(t, http.StatusServiceUnavailable)
	r.holds(t, sent)
	if alert := r.text("[role=alert]"); !strings.Contains(alert, "nothing was changed") || !strings.Contains(alert, "Your words are safe") || strings.Contains(alert, "damaged") {
		t.Errorf("the form says %q", alert)
	}
}

func TestWhoSignsInHearsOfTheMachineOnlyWithTheRightPassword(t *testing.T) {
	t.Run("the right one", func(t *testing.T) {
		h := damagedHouse(t, "en", "session")
		r := h.reader().post("/login", credentials("ada", password)).status(t, http.StatusServiceUnavailable)
		if !strings.Contains(r.text("main"), "The database is damaged") {
			t.Errorf("the author is told %q", r.text("main"))
		}
	})
	t.Run("any", func(t *testing.T) {
		h := damagedHouse(t, "en", "author")
		wantCalm(t, h.reader().post("/login", credentials("ada", "wrong secret")).status(t, http.StatusServiceUnavailable), "That can't be done right now")
	})
}

func TestWhereNothingCanBeReadTheReadersLanguageIsSpoken(t *testing.T) {
	h := newHouse(t)
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	v := h.reader()
	v.header.Set("Accept-Language", "de-AT, en;q=0.5")
	if page := v.get("/").status(t, http.StatusInternalServerError).text("main"); !strings.Contains(page, "Ein Fehler auf unserer Seite") {
		t.Errorf("the page says %q", page)
	}
}

func TestWhereTheSettingsCanNotBeReadThePostsAreShown(t *testing.T) {
	h := damagedHouse(t, "de", "setting")
	if r := h.reader().get("/").status(t, http.StatusOK); !strings.Contains(r.text("main"), "Heron") || r.text("title") != "Pullquote" {
		t.Errorf("the page %q says %q", r.text("title"), r.text("main"))
	}
}
