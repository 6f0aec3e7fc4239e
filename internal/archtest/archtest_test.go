package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// checks are the rules. Each returns its complaints, a sentence each.
var checks = []struct {
	name  string
	check func(*house) []string
}{
	{"every package has a room", everyPackageHasARoom},
	{"imports go down", importsGoDown},
	{"imports use their doors", importsUseTheirDoors},
	{"names use their doors", namesUseTheirDoors},
	{"methods use their doors", methodsUseTheirDoors},
	{"nothing runs unasked", nothingRunsUnasked},
	{"package variables never change", packageVariablesNeverChange},
	{"templates stay within the policy", templatesStayWithinThePolicy},
	{"every package tells its story", everyPackageTellsItsStory},
	{"every name says something", everyNameSaysSomething},
	{"nothing is too long to read", nothingIsTooLongToRead},
}

// projectRoot returns the folder of the module.
func projectRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestTheHouse(t *testing.T) {
	h, err := read(os.DirFS(projectRoot(t)), rooms)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			for _, complaint := range c.check(h) {
				t.Error(complaint)
			}
		})
	}
}

// A row whose names no longer exist in the source would find no violation either.
func TestEveryRowOfTheTablesIsMet(t *testing.T) {
	h, err := read(os.DirFS(projectRoot(t)), rooms)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range idleRows(h) {
		t.Error(complaint)
	}
}

func TestARowThatNothingMeetsIsNamed(t *testing.T) {
	h := furnished(t, map[string]string{
		"internal/sqlite/x.go":  "package sqlite\nfunc (s *Store) Create(ctx, p, rules int) {}\nfunc (s *Store) Update(ctx, p int) {}",
		"internal/publish/x.go": "package publish\nfunc f() { g.store.Create(ctx, p, rules); g.store.Update(ctx, p, by, rules) }",
		"internal/web/x.go":     "package web\nimport _ \"github.com/labstack/echo/v5\"",
		"internal/auth/x.go":    "package auth\nimport \"time\"\nvar f = time.Now",
		rawTemplate:             "// templ.Raw would stand here.\n",
		"views/page/x.go":       "package page\nimport _ \"pullquote/views/component\"",
	})
	complaints := "\n" + strings.Join(idleRows(h), "\n")
	for _, want := range []string{
		"\ninternal/web may use github.com/labstack/echo/v4/..., and does not",
		"\nNothing imports github.com/google/go-cmp/...",
		"\ninternal/app may use time.Now and time.Since",
		"\ninternal/entry may use " + module + "/internal/markup.Stored",
		"\ninternal/publish may use Update, and does not", // it calls another one
		"\ninternal/sqlite declares no method ImportPosts",
		"\n" + rawTemplate + " may use",
	} {
		if !strings.Contains(complaints, want) {
			t.Errorf("nothing is said like %q", want)
		}
	}
	for _, silent := range []string{"may use Create", "no method Create", "no method Update", "\ninternal/auth may use time.Now", "\nviews/page may know", "Nothing imports log"} {
		if strings.Contains(complaints, silent) {
			t.Errorf("something is said like %q", silent)
		}
	}
}

func TestEveryRowOfTheTablesIsWhole(t *testing.T) {
	for i, r := range rooms {
		if r.path == "" || r.does == "" {
			t.Errorf("row %d of rooms lacks its path or its line: %+v", i, r)
		}
		for _, b := range r.beside {
			if other := (&house{rooms: rooms}).room(b); other == nil || other.floor != r.floor {
				t.Errorf("%s may know %s beside it, which is no room of its floor", r.path, b)
			}
		}
	}
	for _, d := range methodDoors {
		if d.name == "" || d.why == "" || len(d.only) == 0 {
			t.Errorf("the door of a method lacks what it is for, or why: %+v", d)
		}
	}
	for _, d := range append(append([]door{}, importDoors...), nameDoors...) {
		if len(d.what) == 0 || d.why == "" {
			t.Errorf("a door lacks what it is for, or why: %+v", d)
		}
		for _, room := range d.only {
			if (&house{rooms: rooms}).room(room) == nil {
				t.Errorf("the door of %s leads to %s, which is no room", d.what[0], room)
			}
		}
	}
}

// small is a house for planted violations.
var small = []room{
	{floor: 0, path: "internal/blog"},
	{floor: 1, path: "internal/markup"},
	{floor: 1, path: "internal/sqlite/pool"},
	{floor: 2, path: "internal/sqlite"},
	{floor: 2, path: "views/component"},
	{floor: 2, path: "views/page", beside: []string{"views/component"}},
	{floor: 4, path: "internal/publish"},
	{floor: 6, path: "internal/web"},
	{floor: 8, path: "cmd/pullquote"},
	{floor: testRoom, path: "internal/webtest"},
}

// furnished returns the small house with a file in each room, and the files of the
// case.
func furnished(t *testing.T, files map[string]string) *house {
	t.Helper()
	root := fstest.MapFS{"go.mod": {Data: []byte("module pullquote\n")}}
	for _, r := range small {
		name := filepath.Base(r.path)
		root[r.path+"/doc.go"] = &fstest.MapFile{Data: []byte("// Package " + name + " is a room.\npackage " + name + "\n")}
	}
	for name, text := range files {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	h, err := read(root, small)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Every rule is tested with something that it has to report and something that it
// must not report (want is empty). No other rule may report anything.
func TestPlantedViolations(t *testing.T) {
	for _, tc := range planted {
		t.Run(tc.name, func(t *testing.T) {
			h := furnished(t, tc.files)
			found := false
			for _, c := range checks {
				for _, complaint := range c.check(h) {
					switch {
					case c.name == tc.rule && tc.want != "" && strings.Contains(complaint, tc.want):
						found = true
					default:
						t.Errorf("%s: %s", c.name, complaint)
					}
				}
			}
			if tc.want != "" && !found {
				t.Errorf("%q does not complain", tc.rule)
			}
		})
	}
}

func TestEveryRuleIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, tc := range planted {
		tried[tc.rule] = tried[tc.rule] || tc.want != ""
	}
	for _, c := range checks {
		if !tried[c.name] {
			t.Errorf("no planted violation tries %q", c.name)
		}
	}
}
