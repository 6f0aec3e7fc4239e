package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func settingsForm(changes ...string) url.Values {
	form := url.Values{
		"blog_title": {"Marginalia"}, "tagline": {"Read and noted"}, "name": {"Ada Example"}, "email": {"ada@example.org"},
		"lang": {"de"}, "time_zone": {"America/New_York"}, "pattern": {"/{year}/{slug}/"},
	}
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func TestSettingsAreSavedAndTakeEffect(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	h.published("Before")
	v.post("/settings", settingsForm("blog_title", " Marginal  notes ", "name", "A. Example")).leads(t, http.StatusSeeOther, "/settings?notice=saved")
	r := v.get("/settings?notice=saved").status(t, http.StatusOK)
	fields := r.fields("form.pq-form")
	if r.text("[role=status]") != "Gespeichert." || fields.Get("blog_title") != "Marginal notes" || fields.Get("lang") != "de" || fields.Get("email") != "ada@example.org" {
		t.Errorf("the form holds %v", fields)
	}
	if p := h.published("After"); p.Path != "/2026/after/" {
		t.Errorf("a new post stands at %s", p.Path)
	}
	r = h.reader().get("/").status(t, http.StatusOK)
	if r.text("h1") != "Marginal notes" || r.text(".pq-tagline") != "Read and noted" || r.attr("html", "lang") != "de" || r.text(".p-author") != "A. Example" {
		t.Errorf("the home page is %s", r.Body)
	}
	if got := r.attr("time.dt-published", "datetime"); !strings.HasSuffix(got, "-05:00") {
		t.Errorf("the time is %s", got)
	}
	h.reader().get("/links/before/").status(t, http.StatusOK)
}

func TestFaultySettingsAreNamedBesideTheirFieldsAndKept(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	sent := settingsForm("blog_title", "", "name", " ", "email", "nobody", "lang", "German", "time_zone", "Mars", "pattern", "/login/{slug}/", "tagline", strings.Repeat("t", 1001))
	r := v.post("/settings", sent).status(t, http.StatusUnprocessableEntity)
	for _, field := range []string{"blog_title", "name", "email", "lang", "time_zone", "pattern", "tagline"} {
		if r.text("#pq-"+field+"-fault") == "" {
			t.Errorf("nothing is said beside %s", field)
		}
		if got := r.attr("#pq-"+field, "value"); got != strings.TrimSpace(sent.Get(field)) {
			t.Errorf("%s holds %q", field, got)
		}
	}
	if r := v.get("/settings"); r.attr("#pq-time_zone", "value") != "Europe/Berlin" {
		t.Error("something was saved")
	}
	h.sql(`CREATE TRIGGER stuck BEFORE UPDATE ON author BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
	r = v.post("/settings", settingsForm("name", "A. Example")).status(t, http.StatusInternalServerError)
	if r.attr("#pq-name", "value") != "A. Example" || !r.has("[role=alert]") {
		t.Error("what was typed is lost when the store fails")
	}
}

func TestThePasswordIsChangedByWhoKnowsIt(t *testing.T) {
	h := newHouse(t)
	here, there := h.ada(), h.reader()
	there.post("/login", credentials("ada", password)).status(t, http.StatusSeeOther)
	const changed = "a quite different sentence"
	r := here.post("/settings/password", url.Values{"password": {"wrong secret"}, "new_password": {"short"}}).status(t, http.StatusUnprocessableEntity)
	if r.text("#pq-password-fault") == "" || r.text("#pq-new_password-fault") == "" || r.attr("#pq-blog_title", "value") != "Marginalia" || strings.Contains(r.Body.String(), "wrong secret") {
		t.Errorf("the page is %s", r.text("main"))
	}
	there.get("/desk").status(t, http.StatusOK)
	here.post("/settings/password", url.Values{"password": {password}, "new_password": {changed}}).leads(t, http.StatusSeeOther, "/settings?notice=password")
	if r := here.get("/settings?notice=password").status(t, http.StatusOK); !strings.Contains(r.text("[role=status]"), "The password is changed") {
		t.Errorf("the page says %q", r.text("[role=status]"))
	}
	there.get("/desk").leads(t, http.StatusSeeOther, "/login?next=%2Fdesk")
	there.post("/login", credentials("ada", password)).status(t, http.StatusUnauthorized)
	there.post("/login", credentials("ada", changed)).status(t, http.StatusSeeOther)
	for _, secret := range []string{password, changed, "wrong secret"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestAllOtherSessionsAreEnded(t *testing.T) {
	h := newHouse(t)
	here, there := h.ada(), h.reader()
	there.header.Set("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1")
	there.post("/login", credentials("ada", password)).status(t, http.StatusSeeOther)
	r := here.get("/settings").status(t, http.StatusOK)
	if got := strings.Join(r.texts("tbody td"), "|"); !strings.Contains(got, "Firefox on Linux this one") || !strings.Contains(got, "Safari on iPhone") {
		t.Errorf("sessions are %q", got)
	}
	here.post("/settings/sessions", nil).leads(t, http.StatusSeeOther, "/settings?notice=sessions")
	here.get("/settings").status(t, http.StatusOK)
	there.get("/settings").leads(t, http.StatusSeeOther, "/login?next=%2Fsettings")
}
