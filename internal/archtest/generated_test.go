package archtest

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The code that templ generates is committed, so that building needs only Go. Here
// it is generated again in another folder, by the generator that tools/go.mod pins,
// and compared.
func TestGeneratedCodeIsFresh(t *testing.T) {
	root := projectRoot(t)
	templ := generator(t, root)
	t.Run("a template of the test's own", func(t *testing.T) {
		code := generate(t, templ, map[string]string{"views/page/x.templ": "package page\n\ntempl x(s string) {\n\t<p>{ s }</p>\n}\n"})
		if !strings.Contains(code["views/page/x_templ.go"], "FileName: `views/page/x.templ`") {
			t.Errorf("generated is %q", code)
		}
	})
	t.Run("ours", func(t *testing.T) {
		fresh := generate(t, templ, sources(t, root, ".templ"))
		for _, complaint := range stale(sources(t, root, "_templ.go"), fresh) {
			t.Error(complaint)
		}
	})
}

// stale compares generated files with those that should exist.
func stale(committed, fresh map[string]string) []string {
	const cure = " Run: go tool -modfile=tools/go.mod templ generate"
	var complaints []string
	for _, name := range slices.Sorted(maps.Keys(fresh)) {
		switch have, ok := committed[name]; {
		case !ok:
			complaints = append(complaints, name+" is missing."+cure)
		case have != fresh[name]:
			complaints = append(complaints, name+" is stale."+cure)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(committed)) {
		if _, ok := fresh[name]; !ok {
			complaints = append(complaints, name+" has no template any more. Remove it.")
		}
	}
	return complaints
}

// sources returns the files below root with a suffix, by path.
func sources(t *testing.T, root, end string) map[string]string {
	t.Helper()
	files := map[string]string{}
	fsys := os.DirFS(root)
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && skipped(fsys, name):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, end):
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// generate returns the generated code of the templates.
func generate(t *testing.T, templ string, templates map[string]string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	// templ writes each template's path into the code, relative to where it ran.
	files := map[string]string{"go.mod": "module " + module + "\n"}
	maps.Copy(files, templates)
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), templ, "generate")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("templ generate: %v\n%s", err, out)
	}
	return sources(t, dir, "_templ.go")
}

// generator builds templ as pinned in tools/go.mod and returns the program's path.
// It skips the test if that is not available: no network, and not in the module
// cache. On CI it fails instead.
func generator(t *testing.T, root string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "templ")
	build := exec.CommandContext(t.Context(), "go", "build", "-modfile", filepath.Join("tools", "go.mod"), "-o", program, "github.com/a-h/templ/cmd/templ")
	build.Dir = root
	out, err := build.CombinedOutput()
	if err == nil {
		return program
	}
	if os.Getenv("CI") == "" && unreachable(out) {
		t.Skipf("generated code was not checked: the module proxy can't be reached, and the module cache does not hold the generator\n%s", out)
	}
	t.Fatalf("build templ: %v\n%s", err, out)
	return ""
}

// unreachable reports whether go failed for lack of a network.
func unreachable(out []byte) bool {
	for _, sign := range []string{"dial tcp", "no such host", "module lookup disabled by GOPROXY=off", "i/o timeout", "connection refused"} {
		if bytes.Contains(out, []byte(sign)) {
			return true
		}
	}
	return false
}

func TestStaleCodeIsSeen(t *testing.T) {
	fresh := map[string]string{"views/a_templ.go": "a", "views/b_templ.go": "b"}
	for _, tc := range []struct {
		name      string
		committed map[string]string
		want      string // the beginnings of the complaints
	}{
		{"all fresh", fresh, ""},
		{"a changed template", map[string]string{"views/a_templ.go": "a", "views/b_templ.go": "old"}, "views/b_templ.go is stale."},
		{"a new template", map[string]string{"views/a_templ.go": "a"}, "views/b_templ.go is missing."},
		{"a removed template", map[string]string{"views/a_templ.go": "a", "views/b_templ.go": "b", "views/c_templ.go": "c"}, "views/c_templ.go has no template any more."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := strings.Join(stale(tc.committed, fresh), "\n")
			if tc.want == "" && got != "" || !strings.HasPrefix(got, tc.want) {
				t.Errorf("complaints are %q, want %q", got, tc.want)
			}
		})
	}
}
