package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/auth"
	"pullquote/internal/web"
)

// emptyHouse returns a blog that is not set up, and its invitation.
func emptyHouse(t *testing.T) (*house, *auth.Invitation) {
	t.Helper()
	t.Parallel()
	invitation := auth.NewInvitation()
	return open(t, t.TempDir(), func(o *web.Options) { o.Invitation = invitation }), invitation
}

func setUpForm(token string) url.Values {
	return url.Values{
		"token": {token}, "blog_title": {"Marginalia"}, "name": {"Ada Example"}, "username": {"ada"}, "password": {password},
		"email": {""}, "time_zone": {"Europe/Berlin"},
	}
}

func TestBeforeSetUpNothingIsOpen(t *testing.T) {
	h, _ := emptyHouse(t)
	v := h.reader()
	for _, address := range []string{"/", "/login", "/compose", "/desk", "/settings", "/posts/1/edit"} {
		r := v.get(address).status(t, http.StatusServiceUnavailable)
		if !strings.Contains(r.text("main"), "not set up yet") {
			t.Errorf("%s says %q", address, r.text("main"))
		}
	}
	for _, address := range []string{"/login", "/compose"} {
		v.post(address, url.Values{"username": {"ada"}}).status(t, http.StatusServiceUnavailable)
	}
	v.get("/healthz").status(t, http.StatusOK)
	for name, r := range map[string]reply{
		"no token":             v.get("/setup"),
		"a guessed token":      v.get("/setup?token=guessed"),
		"a form that guesses":  v.post("/setup", setUpForm("guessed")),
		"a form without token": v.post("/setup", setUpForm("")),
	} {
		if r.status(t, http.StatusForbidden); !strings.Contains(r.text("main"), "printed in the terminal") {
			t.Errorf("%s: it says %q", name, r.text("main"))
		}
		if r.has("main a") || r.has("nav") {
			t.Errorf("%s: the page leads to others, none of which is there yet", name)
		}
	}
}

func TestSetUpNamesAllFaultsAtOnceAndKeepsWhatWasTyped(t *testing.T) {
	h, invitation := emptyHouse(t)
	v := h.reader()
	form := setUpForm(invitation.Token())
	form.Set("blog_title", " ")
	form.Set("username", "no spaces please")
	form.Set("password", "short")
	form.Set("email", "nobody")
	form.Set("time_zone", "Mars/Olympus")
	r := v.post("/setup", form).status(t, http.StatusUnprocessableEntity)
	for _, field := range []string{"blog_title", "username", "password", "email", "time_zone"} {
		if r.text("#pq-"+field+"-fault") == "" || r.attr("#pq-"+field, "aria-invalid") != "true" {
			t.Errorf("nothing is said of the field %s", field)
		}
	}
	for _, field := range []string{"username", "email", "time_zone", "name"} {
		if got := r.attr("#pq-"+field, "value"); got != form.Get(field) {
			t.Errorf("the field %s holds %q", field, got)
		}
	}
	if r.attr("[autofocus]", "id") != "pq-blog_title" {
		t.Errorf("the cursor is in %q, and not in the first field that is wrong", r.attr("[autofocus]", "id"))
	}
	form = setUpForm(invitation.Token())
	form.Set("password", "short")
	if again := v.post("/setup", form); again.attr("[autofocus]", "id") != "pq-password" {
		t.Errorf("the cursor is in %q, and only the password is wrong", again.attr("[autofocus]", "id"))
	}
	if strings.Contains(r.Body.String(), `value="short"`) {
		t.Error("the password is in the page")
	}
	if r.attr("form input[name=token]", "value") != invitation.Token() {
		t.Error("the form can't be sent again")
	}
	v.post("/setup?token="+invitation.Token()+"&name=Eve", url.Values{}).status(t, http.StatusForbidden)
}

func TestTheSetUpAddressWorksOnceAndSignsIn(t *testing.T) {
	h, invitation := emptyHouse(t)
	v := h.reader()
	token := invitation.Token()
	r := v.get("/setup?token="+token).status(t, http.StatusOK)
	if r.attr("#pq-time_zone", "value") != "Europe/Berlin" {
		t.Error("this machine's time zone is not proposed")
	}
	if r.Header().Get("Cache-Control") != "no-store" || r.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the page with the token may leak: %v", r.Header())
	}
	v.post("/setup", setUpForm(token)).leads(t, http.StatusSeeOther, "/")
	if r := v.get("/").status(t, http.StatusOK); !r.has("nav.pq-bar") {
		t.Error("who has set the blog up is not signed in")
	}
	v.get("/setup?token="+token).status(t, http.StatusGone)
	h.reader().post("/setup", setUpForm(token)).status(t, http.StatusGone)
	log := h.log.String()
	for _, secret := range []string{token, password, v.cookies["pullquote"].Value} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the secret %q", secret)
		}
	}
}

func TestABlogBeginsInTheLanguageOfWhoSetsItUp(t *testing.T) {
	h, invitation := emptyHouse(t)
	v := h.reader()
	v.header.Set("Accept-Language", "de-CH,de;q=0.9,en;q=0.5")
	if r := v.get("/").status(t, http.StatusServiceUnavailable); r.text("h1") != "Fast geschafft" {
		t.Errorf("before set-up it says %q", r.text("h1"))
	}
	if r := v.get("/setup?token="+invitation.Token()).status(t, http.StatusOK); r.text("h1") != "Das Blog einrichten" || r.attr("html", "lang") != "de" {
		t.Errorf("set-up says %q in %q", r.text("h1"), r.attr("html", "lang"))
	}
	v.post("/setup", setUpForm(invitation.Token())).leads(t, http.StatusSeeOther, "/")
	if r := h.reader().get("/").status(t, http.StatusOK); r.attr("html", "lang") != "de" {
		t.Errorf("the blog is in %q", r.attr("html", "lang"))
	}
}

func TestSetUpKeepsWhatWasTypedWhenTheStoreFails(t *testing.T) {
	h, invitation := emptyHouse(t)
	h.sql(`CREATE TRIGGER stuck BEFORE INSERT ON author BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
	r := h.reader().post("/setup", setUpForm(invitation.Token())).status(t, http.StatusInternalServerError)
	if r.attr("#pq-blog_title", "value") != "Marginalia" || !r.has("[role=alert]") || strings.Contains(r.text("main"), "stuck") {
		t.Errorf("the page is %s", r.Body)
	}
	h.sql(`DROP TRIGGER stuck`)
	h.reader().post("/setup", setUpForm(invitation.Token())).leads(t, http.StatusSeeOther, "/")
}
