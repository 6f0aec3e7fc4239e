package archtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// required returns the version of a module that a go.mod file requires, or "".
func required(t *testing.T, gomod, path string) string {
	t.Helper()
	text, err := os.ReadFile(gomod)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^(?:require)?\s+` + regexp.QuoteMeta(path) + ` (v\S+)`).FindSubmatch(text)
	if m == nil {
		return ""
	}
	return string(m[1])
}

// modernc.org/sqlite is C translated for one version of modernc.org/libc. With
// another it compiles but crashes at random: see "Fragile modernc.org/libc
// dependency" in its documentation.
func TestLibcIsTheOneThatSQLiteWasTranslatedFor(t *testing.T) {
	root := projectRoot(t)
	list := exec.CommandContext(t.Context(), "go", "list", "-m", "-json", "modernc.org/sqlite")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list -m modernc.org/sqlite: %v", err)
	}
	var sqlite struct{ Version, GoMod string }
	if err := json.Unmarshal(out, &sqlite); err != nil {
		t.Fatal(err)
	}
	ours, theirs := required(t, filepath.Join(root, "go.mod"), "modernc.org/libc"), required(t, sqlite.GoMod, "modernc.org/libc")
	if ours == "" || ours != theirs {
		t.Errorf("go.mod has modernc.org/libc %q, modernc.org/sqlite %s wants %q: go get modernc.org/libc@%s", ours, sqlite.Version, theirs, theirs)
	}
}

// The code that templ generates is for the runtime of the same version.
func TestTemplGeneratesForTheRuntimeThatIsUsed(t *testing.T) {
	root := projectRoot(t)
	runtime := required(t, filepath.Join(root, "go.mod"), "github.com/a-h/templ")
	generator := required(t, filepath.Join(root, "tools", "go.mod"), "github.com/a-h/templ")
	if runtime == "" || runtime != generator {
		t.Errorf("go.mod has templ %q, tools/go.mod has %q: they must be one", runtime, generator)
	}
}
