package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// said is a text of the program's source.
type said struct {
	where  string
	plural bool
}

// sayings reads the program's source for texts: what is handed to T, N and
// Mark, the sentences of errors, and, of a table of dates, the names.
func sayings(t *testing.T) map[string]said {
	t.Helper()
	found := map[string]said{}
	for _, root := range []string{"../../internal", "../../views"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && filepath.Dir(path) == "../../internal/transfer" {
				return fs.SkipDir // formats: what they say goes into reports, which are stored as they are
			}
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				for text, plural := range texts(n) {
					found[text] = said{set.Position(n.Pos()).String(), plural}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// texts returns the texts that a piece of source says, and whether they count
// something.
func texts(n ast.Node) map[string]bool {
	out := map[string]bool{}
	add := func(e ast.Expr, plural bool) {
		if s, ok := constant(e); ok && s != "" {
			out[s] = plural
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		name := called(n)
		switch {
		case slices.Contains([]string{"T", "Mark", "Term", "unavailable", "note"}, name) && len(n.Args) > 0:
			add(n.Args[0], false)
		case name == "N" && len(n.Args) >= 3:
			add(n.Args[2], true)
		case (name == "notFound" || name == "tooMany") && len(n.Args) == 2:
			add(n.Args[1], false)
		case (name == "Fault" || name == "blog.Fault" || name == "fault") && len(n.Args) >= 2:
			add(n.Args[1], false)
		}
	case *ast.AssignStmt:
		if to, ok := n.Lhs[0].(*ast.SelectorExpr); ok && to.Sel.Name == "Message" || fmt.Sprint(n.Lhs[0]) == "sentence" {
			add(n.Rhs[0], false)
		}
	case *ast.CompositeLit:
		if kind := fmt.Sprint(n.Type); kind != "Error" && kind != "&{blog Error}" {
			return nil
		}
		for _, e := range n.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok && fmt.Sprint(pair.Key) == "Message" {
				add(pair.Value, false)
			}
		}
	}
	return out
}

// called names the function that is called: the method's name alone for T and N.
func called(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && f.Sel.Name == "Fault" {
			return x.Name + ".Fault"
		}
		return f.Sel.Name
	}
	return ""
}

// constant returns the value of a string, also of several that are joined.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := constant(e.X)
		right, ok2 := constant(e.Y)
		return left + right, ok && ok2 && e.Op == token.ADD
	case *ast.ParenExpr:
		return constant(e.X)
	}
	return "", false
}

// German words that are made of parts no source names: dates.
var dateWord = regexp.MustCompile(`^(layout: .*|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$`)

func TestEveryTextHasGermanWordsAndNoWordsAreLeftOver(t *testing.T) {
	source := sayings(t)
	german := For("de").words
	for _, text := range slices.Sorted(maps.Keys(source)) {
		w, ok := german[text]
		switch {
		case !ok:
			t.Errorf("%s: no German words for %q", source[text].where, text)
		case source[text].plural && (w.forms["one"] == "" || w.forms["other"] == ""):
			t.Errorf("%s: %q counts something; it needs one and other", source[text].where, text)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(german)) {
		if _, ok := source[text]; !ok && !dateWord.MatchString(text) {
			t.Errorf("nobody says %q", text)
		}
	}
}

var verb = regexp.MustCompile(`%(\[\d\])?[a-z%]`)

func TestTranslationsTakeWhatTheirTextsTake(t *testing.T) {
	for text, w := range For("de").words {
		if strings.HasPrefix(text, layoutKey) {
			continue
		}
		want := verbs(text)
		for form, translated := range w.forms {
			if got := verbs(translated); got != want && form != "one" {
				t.Errorf("%q takes %s, and %q takes %s", text, want, translated, got)
			}
		}
		if got := verbs(w.text); w.forms == nil && got != want {
			t.Errorf("%q takes %s, and %q takes %s", text, want, w.text, got)
		}
	}
}

// verbs returns the verbs of a format in the order of what they take.
func verbs(format string) string {
	found := verb.FindAllString(format, -1)
	for i, v := range found {
		if !strings.Contains(v, "[") {
			found[i] = fmt.Sprintf("%%[%d]%s", i+1, v[1:])
		}
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

func TestNoTextIsTranslatedTwice(t *testing.T) {
	names, err := fs.Glob(files, "de/*.json")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`(?m)^\t("(?:[^"\\]|\\.)*"):`)
	first := map[string]string{}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(data), -1) {
			if other, twice := first[m[1]]; twice {
				t.Errorf("%s stands in %s and in %s", m[1], other, name)
			}
			first[m[1]] = name
		}
	}
	if len(first) != len(For("de").words) {
		t.Errorf("%d texts are read from the files, which have %d", len(For("de").words), len(first))
	}
}
