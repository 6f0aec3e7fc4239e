package app_test

import (
	"testing"

	"pullquote/internal/webtest"
)

// A large archive would be on its way for minutes before the server could say so.
func TestFilesAreNotSentInVainByOneWhoseSessionHasEnded(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Visit("/import")
	by, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Store.EndSessions(t.Context(), by.ID, 0); err != nil {
		t.Fatal(err)
	}
	send := func(content string) {
		webtest.Eval[bool](b, `{
			const chosen = new DataTransfer();
			chosen.items.add(new File([`+content+`], "heron.md"));
			document.querySelector("[type=file]").files = chosen.files;
			document.querySelector("[data-upload]").requestSubmit();
			true }`)
	}
	send(`new Uint8Array(20_000_000)`)
	b.Eventually("it is said why", `document.querySelector("[data-upload-state]").textContent.includes("not signed in")`)
	if n := webtest.Eval[int](b, `performance.getEntriesByType("resource").filter((r) => r.initiatorType === "xmlhttprequest").length`); n != 0 {
		t.Error("the files were sent all the same")
	}
	if batches, err := r.Store.Batches(t.Context(), 9); err != nil || len(batches) != 0 {
		t.Errorf("something was taken: %+v, %v", batches, err)
	}

	other := b.NewTab()
	other.Visit("/login").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	send(`"---\ntitle: A heron\n---\nIt stood.\n"`)
	b.Eventually("the import is shown", `/\/import\/\d+$/.test(location.pathname)`)
}
