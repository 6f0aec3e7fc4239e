//go:build unix

package killtest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

// archive is a file of bookmarks as Pinboard gives them, whose titles begin
// with the prefix and a number.
func archive(t *testing.T, prefix string, items int) string {
	t.Helper()
	var list []map[string]string
	for i := range items {
		token := fmt.Sprintf("%s%dx", prefix, i)
		list = append(list, map[string]string{
			"href": "https://old.example/" + token, "description": token + " kept", "extended": words(token, i),
			"time": time.Date(2012, 11, 21, 0, 0, i, 0, time.UTC).Format(time.RFC3339), "shared": "yes", "toread": "no", "tags": "kept " + prefix, "hash": token, "meta": token,
		})
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// begun hands an archive in at the browser's door, waits until it was
// rehearsed, has it brought in, and returns the import's address; empty if the
// program was killed meanwhile.
func begun(b *browser, name, archive string) string {
	a, err := b.upload(name, archive)
	if err != nil || a.status != http.StatusSeeOther {
		return ""
	}
	address := a.header.Get("Location")
	if !goesOn(b, address) {
		return ""
	}
	return address
}

// goesOn waits until an import does not move any more, and presses its page's button. It
// reports false if the program was killed before.
func goesOn(b *browser, address string) bool {
	for {
		a, err := b.get(address)
		if err != nil {
			return false
		}
		if !strings.Contains(a.body, "<progress") {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	_, _ = b.post(address+"/go", nil) // whether it arrived, the batch tells
	return true
}

// cameIn counts the posts whose titles begin with a prefix and a number.
func cameIn(posts map[string]stored, prefix string, items int) (n int) {
	for i := range items {
		if _, there := posts[fmt.Sprintf("%s%dx", prefix, i)]; there {
			n++
		}
	}
	return n
}

// moving returns the number of imports that the server has yet to bring to their
// end, and the faults of those that failed.
func moving(t *testing.T, data string) (n int, faults []string) {
	t.Helper()
	db := file(t, data)
	defer db.Close()
	err := db.Read(t.Context(), func(tx *pool.Tx) (err error) {
		if n, err = pool.One(t.Context(), tx, `SELECT count(*) FROM import_batch WHERE held = 1 AND state IN ('rehearsing', 'importing', 'undoing')`, pool.Value[int]); err != nil {
			return err
		}
		faults, err = pool.Select(t.Context(), tx, `SELECT fault FROM import_batch WHERE held = 1 AND state = 'failed'`, pool.Value[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, faults
}

// settled waits until no import is under way.
func settled(t *testing.T, data string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		n, faults := moving(t, data)
		if len(faults) > 0 {
			t.Errorf("imports failed: %q", faults)
		}
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the import never comes to its end")
		}
	}
}

const archived = 450 // three portions

func TestAnImportThatIsKilledGoesOnAndBringsEachItemOnce(t *testing.T) {
	f := newLife(t)
	for round, left := 0, max(*kills/4, 1); left > 0; round++ {
		prefix := fmt.Sprintf("crate%dn", round)
		text := archive(t, prefix, archived)
		f.killDuring(f.writing(0), func(*rand.Rand) { begun(newBrowser(f.p.url, f.cookie), prefix+".json", text) })
		for left--; ; left-- {
			f.begin()
			if n, _ := moving(t, f.data); n == 0 || left == 0 {
				break
			}
			f.killDuring(f.writing(0))
		}
		settled(t, f.data)
		// Killed before it was handed in or had its author's word, it is handed
		// in again: each item is there once all the same.
		if cameIn(checkFile(t, f.data), prefix, archived) < archived {
			if begun(newBrowser(f.p.url, f.cookie), prefix+".json", text) == "" {
				t.Fatal("the archive can't be handed in again")
			}
			settled(t, f.data)
		}
		if n := cameIn(checkFile(t, f.data), prefix, archived); n != archived {
			t.Fatalf("%d of %d items came in", n, archived)
		}
	}
	f.quick()
}

func TestAnImportByCommandThatIsKilledIsRunAgain(t *testing.T) {
	f := newLife(t)
	path := filepath.Join(t.TempDir(), "bookmarks.json")
	for round := range max(*kills/16, 1) {
		prefix := fmt.Sprintf("box%dn", round)
		if err := os.WriteFile(path, []byte(archive(t, prefix, archived)), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond+4*f.instant())
		_, _, _ = run(t, ctx, f.data, "", "import", path)
		cancel()
		if n := cameIn(checkFile(t, f.data), prefix, archived); n%50 != 0 {
			t.Errorf("%d items came in, which is no portion", n)
		}
		out, log, err := run(t, t.Context(), f.data, "", "import", path)
		if err != nil {
			t.Fatalf("again: %v: %s%s", err, out, log)
		}
		if n := cameIn(checkFile(t, f.data), prefix, archived); n != archived {
			t.Fatalf("%d of %d items came in: %s", n, archived, out)
		}
		if t.Failed() {
			return
		}
	}
}
