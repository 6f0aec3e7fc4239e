package app_test

import (
	"strings"
	"testing"

	"pullquote/internal/webtest"
)

const commentary = `A spokeswoman answers the *Courier*, with [more on its site](https://courier.example/more):

> “We deny it,” she said.
>
> “All of it.”
>
> > They had asked twice.

Nobody believes her.

> Nor does the mayor.

So much for that.`

// article is what the words above come to.
var article = []string{
	`<p>A spokeswoman answers the <em>Courier</em>, with <a href="https://courier.example/more">more on its site</a>:</p>`,
	`<blockquote>
<p>“We deny it,” she said.</p>
<p>“All of it.”</p>
<blockquote>
<p>They had asked twice.</p>
</blockquote>
</blockquote>`,
	`<p>Nobody believes her.</p>`,
	`<p>So much for that.</p>`,
}

func TestAPersonSetsUpPostsEditsDeletesAndRestores(t *testing.T) {
	r := start(t)
	b := webtest.Open(t, r.URL)
	b.Visit(r.printed(t)).
		Fill("Blog title", "Marginalia").Fill("Your name", "Ada Example").Fill("Username", "ada").Fill("Password", password).
		Press("Create blog")
	walk(t, b, "")
}

func TestItAllWorksWithoutScript(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL).WithoutScript()
	b.Visit("/login").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	walk(t, b, "")
}

// walk is an author's first hour: a post, a look, an edit, the trash and back. The
// blog stands below a path of its host, or below none.
func walk(t *testing.T, b *webtest.Browser, prefix string) {
	t.Helper()
	b.Visit("/compose").
		Fill("URL", "https://news.example/story").Fill("Title", "A story’s title").
		Fill("Commentary", commentary).Fill("Tags", "press, small towns").Fill("Via", "https://friend.example/")

	b.Press("Preview")
	preview := b.HTML("article.h-entry .e-content")
	for _, part := range article {
		if !strings.Contains(preview, part) {
			t.Errorf("the preview lacks %s:\n%s", part, preview)
		}
	}
	if got := b.Value("Commentary"); got != commentary {
		t.Errorf("after the preview the form holds %q", got)
	}

	b.Press("Publish")
	if got := b.Address(); got != prefix+"/links/a-storys-title/" {
		t.Fatalf("publishing led to %s:\n%s", got, b.Text("body"))
	}
	if got := b.HTML("article.h-entry .e-content"); got != preview {
		t.Errorf("the page is not what the preview was:\n%s\n%s", got, preview)
	}
	if href := webtest.Eval[string](b, `document.querySelector("h1.p-name > a.u-bookmark-of").href`); href != "https://news.example/story" {
		t.Errorf("the title leads to %s", href)
	}

	b.Visit("/")
	if got := b.Text("article.h-entry h2.p-name"); got != "A story’s title" {
		t.Errorf("the home page shows %q", got)
	}

	b.Visit("/links/a-storys-title/").Press("Edit").Fill("Title", "A better title").Check("Tell readers that it was updated").Press("Update")
	if got := b.Text("h1.p-name"); got != "A better title" {
		t.Errorf("after the edit the title is %q", got)
	}
	if b.HTML("time.dt-updated") == "" {
		t.Error("the edited post does not say when it was updated")
	}

	b.Press("Delete").Press("Undo")
	b.Visit("/links/a-storys-title/")
	if got := b.Text("h1.p-name"); got != "A better title" {
		t.Errorf("after the undo the address shows %q", got)
	}
	b.Press("Delete")
	b.Visit("/links/a-storys-title/")
	if !strings.Contains(strings.ToLower(b.Text("main")), "deleted") && !strings.Contains(strings.ToLower(b.Text("main")), "gone") && !strings.Contains(strings.ToLower(b.Text("main")), "taken") {
		t.Errorf("a deleted post's address shows %q", b.Text("main"))
	}
	b.Visit("/desk?shelf=trash").Press("Restore")
	b.Visit("/")
	if got := b.Text("article.h-entry h2.p-name"); got != "A better title" {
		t.Errorf("after restoring the home page shows %q", got)
	}
}

func TestASessionThatEndsWhileWritingLosesNothing(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Fill("URL", "https://news.example/story").Fill("Title", "Kept").Fill("Commentary", commentary).Fill("Tags", "one, two")
	owner, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Auth.SignOutEverywhere(t.Context(), owner.ID, 0); err != nil {
		t.Fatal(err)
	}
	b.Press("Publish")
	b.Fill("Username", "ada").Fill("Password", "wrong").Press("Sign in")
	b.Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	if got := b.Address(); got != "/links/kept/" {
		t.Fatalf("signing in again led to %s:\n%s", got, b.Text("body"))
	}
	for _, part := range article {
		if !strings.Contains(b.HTML(".e-content"), part) {
			t.Errorf("the published post lacks %s", part)
		}
	}
}

func TestTwoWindowsThatEditOnePostShowBothVersions(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Fill("Title", "Shared").Fill("Commentary", "First words.").Press("Publish")
	b.Press("Edit")
	other := b.NewTab().Visit(b.Address())
	other.Fill("Commentary", "Words of the other window.").Press("Update")
	b.Fill("Commentary", "Words of this window.").Press("Update")
	page := b.Text("main") + b.Value("Commentary")
	for _, words := range []string{"Words of the other window.", "Words of this window."} {
		if !strings.Contains(page, words) {
			t.Errorf("the conflict does not show %q:\n%s", words, page)
		}
	}
}

func TestTheToolbarMarksWhatIsSelected(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	for _, step := range []struct{ words, mark, button, want string }{
		{"one two", "two", "Emphasis", "one *two*"},
		{"one two", "two", "Bold", "one **two**"},
		{"one two", "one", "Link", "[one]() two"},
		{"one\n\ntwo", "one\n\ntwo", "Quote", "> one\n>\n> two"},
		{"> one\n>\n> two", "one\n>\n> two", "Quote", "one\n\ntwo"},
		{"one\ntwo\nthree", "two", "Quote", "one\n> two\n\nthree"},
		{"", "", "Quote", "> "},
	} {
		b.Fill("Commentary", step.words).Mark("Commentary", step.mark).Click(step.button)
		if got := b.Value("Commentary"); got != step.want {
			t.Errorf("%s over %q in %q gives %q, want %q", step.button, step.mark, step.words, got, step.want)
		}
	}
	b.Fill("Commentary", "one two").Mark("Commentary", "two").Click("Emphasis")
	if webtest.Eval[bool](b, `document.execCommand("undo")`); b.Value("Commentary") != "one two" {
		t.Errorf("undo leaves %q", b.Value("Commentary"))
	}
}

func TestTheCopyOfWhatIsTypedIsForgottenOnlyWhenItIsSaved(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Fill("Title", "Kept").Fill("Commentary", "Words.").Fill("URL", "nonsense").Press("Publish")
	b.Visit("/")
	b.Visit("/compose")
	b.Eventually("an offer of the words that were refused", `document.body.innerText.includes("Restore")`)
	b.Click("Restore").Fill("URL", "").Press("Publish")
	b.Visit("/compose")
	if strings.Contains(b.Text("main"), "Restore") {
		t.Error("words that are published are offered again")
	}
}

func TestWordsOfTheBookmarkletsWindowAreForgottenWhenTheyAreSavedAtLast(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	const opened = "/compose?url=https%3A%2F%2Fnews.example%2Fstory"
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Visit(opened).Fill("Title", "Kept").Fill("Commentary", "Words.").Fill("Tags", "!!!").Press("Publish")
	b.Fill("Tags", "").Press("Publish")
	if got := b.Address(); got != "/links/kept/" {
		t.Fatalf("publishing led to %s:\n%s", got, b.Text("body"))
	}
	b.Visit(opened)
	if strings.Contains(b.Text("main"), "Restore") {
		t.Error("words that are published are offered again")
	}
}

func TestTypedWordsSurviveAClosedTab(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Type("Commentary", "Half a thought")
	b.Visit("about:blank")
	b.Visit("/compose")
	b.Eventually("an offer of the words typed before", `document.body.innerText.includes("Restore")`)
}
