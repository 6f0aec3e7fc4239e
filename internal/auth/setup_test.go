package auth

import (
	"strings"
	"sync"
	"testing"

	"pullquote/internal/blog"
)

func TestSetUpNamesEveryFaultAtOnce(t *testing.T) {
	valid := func(change func(*SetUp)) SetUp {
		in := setUp()
		change(&in)
		return in
	}
	for _, tc := range []struct {
		name string
		in   SetUp
		want string // the fields at fault
	}{
		{"nothing given", SetUp{}, "blog_title name username password"},
		{"everything wrong", SetUp{Title: " ", Name: "\t", Username: "a b", Email: "ada", Password: "short", TimeZone: "Mars/Olympus", Lang: "e", BaseURL: "links.example.org"}, "blog_title lang time_zone name username email password base_url"},
		{"a password of spaces counts its characters", valid(func(in *SetUp) { in.Password = "       " }), "password"},
		{"seven characters are too few, however many bytes", valid(func(in *SetUp) { in.Password = "ööööööö" }), "password"},
		{"a name beside the email address", valid(func(in *SetUp) { in.Email = "Ada <ada@example.org>" }), "email"},
		{"two email addresses", valid(func(in *SetUp) { in.Email = "a@example.org, b@example.org" }), "email"},
		{"a query in the blog's address", valid(func(in *SetUp) { in.BaseURL = "https://example.org/blog?a=b" }), "base_url"},
		{"an address that is no web address", valid(func(in *SetUp) { in.BaseURL = "javascript:alert(1)" }), "base_url"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHouse(t)
			_, err := h.SetUp(t.Context(), tc.in)
			if got := fields(err); got != tc.want || blog.KindOf(err) != blog.Invalid {
				t.Errorf("fields at fault are %q, want %q: %v", got, tc.want, err)
			}
			if done, err := h.store.IsSetUp(t.Context()); done || err != nil {
				t.Errorf("the blog is set up all the same: %v, %v", done, err)
			}
		})
	}
}

func TestSetUpStoresWhatWasGiven(t *testing.T) {
	h := newHouse(t)
	in := SetUp{
		Title: " Pull quotes ", Name: " Ada ", Username: "ada ", Email: "ada@example.org", Password: password,
		TimeZone: "Europe/Berlin", Lang: "de", BaseURL: "https://links.example.org/",
	}
	author, err := h.SetUp(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if author.ID == 0 || author.Name != "Ada" || author.Username != "ada" || author.Email != "ada@example.org" {
		t.Errorf("author is %+v", author)
	}
	got, err := h.store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := blog.DefaultSettings()
	want.Title, want.TimeZone, want.Lang, want.BaseURL = "Pull quotes", "Europe/Berlin", "de", "https://links.example.org"
	if got != want {
		t.Errorf("settings are %+v, want %+v", got, want)
	}
	h.signIn(t, password)
}

func TestOfRacingSetUpsOneWins(t *testing.T) {
	h := newHouse(t)
	errs := make(chan error, 8)
	var group sync.WaitGroup
	for i := range cap(errs) {
		group.Go(func() {
			in := setUp()
			in.Username = "ada" + string(rune('a'+i))
			_, err := h.SetUp(t.Context(), in)
			errs <- err
		})
	}
	group.Wait()
	close(errs)
	won := 0
	for err := range errs {
		switch {
		case err == nil:
			won++
		case blog.KindOf(err) != blog.Conflict:
			t.Errorf("a loser gets %v, want Conflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d set-ups won, want 1", won)
	}
}

func TestAnInvitationIsForOneUse(t *testing.T) {
	i := NewInvitation()
	token := i.Token()
	if len(token) < 22 { // 128 bits in base64
		t.Errorf("the token %q can be guessed", token)
	}
	if NewInvitation().Token() == token {
		t.Error("two invitations have one token")
	}
	for _, wrong := range []string{"", token[1:], token + "x", strings.ToUpper(token), NewInvitation().Token()} {
		if i.Accepts(wrong) {
			t.Errorf("%q is accepted for %q", wrong, token)
		}
	}
	for range 2 { // looking at the form does not use it up
		if !i.Accepts(token) {
			t.Error("the right token is not accepted")
		}
	}
	i.Use()
	if i.Accepts(token) || i.Accepts("") || i.Token() != "" {
		t.Error("a used invitation is accepted")
	}
}

func TestNoInvitationAcceptsNothing(t *testing.T) {
	var i *Invitation
	i.Use()
	if i.Accepts("") || i.Accepts("x") || i.Token() != "" {
		t.Error("no invitation accepts something")
	}
}
