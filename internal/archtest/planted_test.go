package archtest

import "strings"

// planted are small violations, and things that look like one but are allowed.
var planted = []struct {
	name  string
	rule  string
	files map[string]string
	want  string // a part of the complaint; empty if there must be none
}{
	{name: "an empty house"},

	// Rooms and floors.
	{
		name:  "a package without a room",
		rule:  "every package has a room",
		files: map[string]string{"internal/attic/attic.go": "// Package attic is new.\npackage attic"},
		want:  "internal/attic has no floor",
	},
	{
		name: "folders that are not ours",
		files: map[string]string{
			"tools/go.mod":                       "module pullquote/tools",
			"tools/tools.go":                     "package tools",
			"internal/blog/testdata/x.go":        "package x",
			"node_modules/left/pad.go":           "package pad",
			".hidden/x.go":                       "package x",
			"internal/web/_draft/draft.go":       "package draft",
			"internal/blog/testdata/bad.templ":   "<b style='x'>",
			"internal/web/testdata/go/broken.go": "not Go",
		},
	},
	{
		name:  "an import upstairs",
		rule:  "imports go down",
		files: map[string]string{"internal/markup/x.go": "package markup\nimport _ \"pullquote/internal/sqlite\""},
		want:  "internal/markup/x.go:2: internal/markup (floor 1) imports internal/sqlite (floor 2)",
	},
	{
		name:  "an import from the same floor",
		rule:  "imports go down",
		files: map[string]string{"internal/markup/x.go": "package markup\nimport _ \"pullquote/internal/sqlite/pool\""},
		want:  "stands on the same floor",
	},
	{
		name:  "an exception the other way round",
		rule:  "imports go down",
		files: map[string]string{"views/component/x.go": "package component\nimport _ \"pullquote/views/page\""},
		want:  "views/component imports views/page",
	},
	{
		name:  "an import of what is for tests",
		rule:  "imports go down",
		files: map[string]string{"internal/web/x.go": "package web\nimport _ \"pullquote/internal/webtest\""},
		want:  "which is for tests",
	},
	{
		name: "imports that are allowed",
		files: map[string]string{
			"views/page/x.go":             "package page\nimport _ \"pullquote/views/component\"",
			"internal/web/x.go":           "package web\nimport _ \"pullquote/internal/blog\"",
			"internal/markup/x_test.go":   "package markup_test\nimport _ \"pullquote/internal/web\"",
			"internal/webtest/webtest.go": "package webtest\nimport _ \"pullquote/cmd/pullquote\"",
		},
	},

	// Doors of imports.
	{
		name:  "echo below web",
		rule:  "imports use their doors",
		files: map[string]string{"internal/publish/x.go": "package publish\nimport _ \"github.com/labstack/echo/v4\""},
		want:  "internal/publish imports github.com/labstack/echo/v4, which only internal/web may",
	},
	{
		name:  "a package of echo's",
		rule:  "imports use their doors",
		files: map[string]string{"cmd/pullquote/x.go": "package main\nimport _ \"github.com/labstack/echo/v4/middleware\""},
		want:  "echo/v4/middleware",
	},
	{
		name:  "SQL in the browser's door",
		rule:  "imports use their doors",
		files: map[string]string{"internal/web/x.go": "package web\nimport _ \"database/sql\""},
		want:  "internal/web imports database/sql",
	},
	{
		name:  "the old logger",
		rule:  "imports use their doors",
		files: map[string]string{"cmd/pullquote/x.go": "package main\nimport _ \"log\""},
		want:  "which no room may",
	},
	{
		name:  "a dot import",
		rule:  "imports use their doors",
		files: map[string]string{"internal/blog/x.go": "package blog\nimport . \"strings\"\nvar _ = ToLower"},
		want:  "dot import",
	},
	{
		name: "imports through their doors",
		files: map[string]string{
			"internal/web/x.go":              "package web\nimport _ \"github.com/labstack/echo/v4/middleware\"\nimport _ \"log/slog\"",
			"internal/sqlite/pool/x.go":      "package pool\nimport _ \"modernc.org/sqlite\"\nimport _ \"database/sql\"",
			"internal/publish/x_test.go":     "package publish\nimport _ \"database/sql\"\nimport _ \"flag\"",
			"internal/webtest/x.go":          "package webtest\nimport _ \"testing\"",
			"internal/web/names_not_echo.go": "package web\nimport _ \"github.com/labstack/echo/v4x\"",
		},
	},

	// Doors of names.
	{
		name:  "a clock in the domain",
		rule:  "names use their doors",
		files: map[string]string{"internal/blog/x.go": "package blog\nimport \"time\"\nfunc f() time.Time { return time.Now() }"},
		want:  "internal/blog/x.go:3: internal/blog uses time.Now",
	},
	{
		name:  "a clock under another name",
		rule:  "names use their doors",
		files: map[string]string{"internal/blog/x.go": "package blog\nimport clock \"time\"\nvar f = clock.Now"},
		want:  "uses time.Now",
	},
	{
		name:  "the environment in a library",
		rule:  "names use their doors",
		files: map[string]string{"internal/web/x.go": "package web\nimport \"os\"\nfunc f() { os.Exit(len(os.Getenv(\"X\"))) }"},
		want:  "internal/web uses os.",
	},
	{
		name:  "the default logger",
		rule:  "names use their doors",
		files: map[string]string{"cmd/pullquote/x.go": "package main\nimport \"log/slog\"\nfunc f() { slog.InfoContext(nil, \"x\") }"},
		want:  "uses log/slog.InfoContext",
	},
	{
		name:  "a call to the outside",
		rule:  "names use their doors",
		files: map[string]string{"cmd/pullquote/x.go": "package main\nimport \"net\"\nfunc f() { net.DialTimeout(\"\", \"\", 0) }"},
		want:  "uses net.DialTimeout",
	},
	{
		name:  "a client outside the command line",
		rule:  "names use their doors",
		files: map[string]string{"internal/web/x.go": "package web\nimport \"net/http\"\nvar c = &http.Client{}"},
		want:  "uses net/http.Client",
	},
	{
		name:  "stored words made page content below web",
		rule:  "names use their doors",
		files: map[string]string{"views/page/x.go": "package page\nimport \"pullquote/internal/markup\"\nvar f = markup.Stored"},
		want:  "uses pullquote/internal/markup.Stored",
	},
	{
		name: "names through their doors, and others that look alike",
		files: map[string]string{
			"internal/sqlite/pool/x.go": "package pool\nimport \"time\"\nvar f = time.Now",
			"internal/blog/x_test.go":   "package blog\nimport \"time\"\nvar f = time.Now",
			"internal/blog/x.go":        "package blog\ntype clock struct{ Now func() int }\nfunc f(time clock) int { return time.Now() }",
			"internal/web/x.go":         "package web\nimport \"net/http\"\nimport \"log/slog\"\nfunc f(l *slog.Logger, r *http.Request) { l.Info(r.Host, \"level\", slog.LevelInfo) }",
			"cmd/pullquote/x.go":        "package main\nimport \"os\"\nimport \"net/http\"\nfunc f() { _ = http.Client{}; os.Exit(0) }",
		},
	},

	// Doors of methods.
	{
		name: "a post that goes past the gate",
		rule: "methods use their doors",
		files: map[string]string{
			"internal/sqlite/x.go": "package sqlite\nfunc (s *Store) Create(ctx, p int, r rules) {}",
			"internal/web/x.go":    "package web\nfunc (s *server) f() { s.store.Create(ctx, p, rules) }",
		},
		want: "internal/web calls Create, which only internal/publish may",
	},
	{
		name: "an import that goes past the gate",
		rule: "methods use their doors",
		files: map[string]string{
			"internal/sqlite/x.go": "package sqlite\nfunc (s *Store) ImportPosts(ctx, in int, items []int) {}",
			"cmd/pullquote/x.go":   "package main\nfunc f() { store.ImportPosts(ctx, in, items) }",
		},
		want: "calls ImportPosts",
	},
	{
		name: "a method that is taken past the gate",
		rule: "methods use their doors",
		files: map[string]string{
			"internal/sqlite/x.go": "package sqlite\nfunc (s *Store) Update(ctx int) {}",
			"internal/web/x.go":    "package web\nfunc f() { update := s.store.Update; update(ctx) }",
		},
		want: "internal/web calls Update",
	},
	{
		name: "other methods of that name, and the gate's own",
		files: map[string]string{
			"internal/web/x.go":        "package web\nimport \"os\"\nfunc f() { os.Create(name); z.Create(name); s.Update(a, b); g(page.Create.Text) }",
			"internal/publish/x.go":    "package publish\nfunc f() { g.store.Update(ctx, p, by, renewed, rules) }",
			"internal/web/x_test.go":   "package web\nfunc g() { store.Create(ctx, p, rules) }",
			"internal/sqlite/store.go": "package sqlite\nfunc (s *Store) Create(ctx, p, rules int) {}\nfunc (s *Store) Update(ctx, p, by, renewed, rules int) {}\nfunc ImportPosts() {}",
		},
	},

	// State.
	{
		name:  "an init function",
		rule:  "nothing runs unasked",
		files: map[string]string{"internal/blog/x.go": "package blog\nfunc init() {}"},
		want:  "internal/blog/x.go:2: internal/blog has an init function",
	},
	{
		name:  "a method called init",
		files: map[string]string{"internal/blog/x.go": "package blog\nfunc (s *slot) init() {}"},
	},
	{
		name:  "a counter",
		rule:  "package variables never change",
		files: map[string]string{"internal/blog/x.go": "package blog\nvar n = 1\nfunc f() { n++ }"},
		want:  "internal/blog/x.go:3: the package variable n is changed here",
	},
	{
		name: "a table that another file fills",
		rule: "package variables never change",
		files: map[string]string{
			"internal/blog/x.go": "package blog\nvar Table = map[string]int{}",
			"internal/blog/y.go": "package blog\nfunc f() { (Table)[\"x\"] = 1 }",
		},
		want: "internal/blog/y.go:2: the package variable Table",
	},
	{
		name: "a setting that another package changes",
		rule: "package variables never change",
		files: map[string]string{
			"internal/blog/x.go": "package blog\nvar Setting = struct{ On bool }{}",
			"internal/web/x.go":  "package web\nimport \"pullquote/internal/blog\"\nfunc f() { blog.Setting = blog.Setting }",
		},
		want: "internal/web/x.go:3: the package variable Setting",
	},
	{
		name:  "a table that is emptied",
		rule:  "package variables never change",
		files: map[string]string{"internal/blog/x.go": "package blog\nvar table = map[string]int{\"a\": 1}\nfunc f() { delete(table, \"a\") }"},
		want:  "table is changed here",
	},
	{
		name:  "a variable that is handed out",
		rule:  "package variables never change",
		files: map[string]string{"internal/blog/x.go": "package blog\nvar limit = 1\nfunc f() *int { return &limit }"},
		want:  "limit is changed here, or its address is taken",
	},
	{
		name:  "a variable without a value",
		rule:  "package variables never change",
		files: map[string]string{"internal/blog/x.go": "package blog\nvar current *int"},
		want:  "current has no value from the start",
	},
	{
		name:  "a lock",
		rule:  "package variables never change",
		files: map[string]string{"internal/blog/x.go": "package blog\nimport \"sync\"\nvar lock = &sync.Mutex{}"},
		want:  "lock is a sync.Mutex",
	},
	{
		name:  "a channel",
		rule:  "package variables never change",
		files: map[string]string{"internal/blog/x.go": "package blog\nvar queue = make(chan int)"},
		want:  "queue begins empty",
	},
	{
		name: "variables that stay as they are",
		files: map[string]string{"internal/blog/x.go": `package blog
import ("embed"; "errors"; "regexp"; "strings")
//go:embed x.txt
var files embed.FS
var (
	words    = regexp.MustCompile("a")
	errEmpty = errors.New("empty")
	table    = map[string]int{"a": 1}
	replacer = strings.NewReplacer("a", "b")
	_        interface{} = table
	release  string // set by the linker
)
func f() int {
	table := map[string]int{}
	table["b"] = 2
	var words int
	words++
	p := &words
	return *p
}
func g(s struct{ table int }) { s.table = 1 }
`},
	},

	// Templates.
	{
		name:  "escaping left in a page",
		rule:  "templates stay within the policy",
		files: map[string]string{"views/page/post.templ": "package page\n\ntempl words(s string) {\n\t@templ.Raw(s)\n}\n"},
		want:  `views/page/post.templ:4: "templ.Raw"`,
	},
	{
		name:  "a style attribute",
		rule:  "templates stay within the policy",
		files: map[string]string{"views/page/post.templ": "templ x() {\n<p\n\tstyle=\"color: red\"></p>\n}"},
		want:  "use a class",
	},
	{
		name:  "an event handler",
		rule:  "templates stay within the policy",
		files: map[string]string{"views/page/post.templ": "templ x() {\n<p onClick={ f() }></p>\n}"},
		want:  "event handlers",
	},
	{
		name:  "code within the page",
		rule:  "templates stay within the policy",
		files: map[string]string{"views/page/post.templ": "templ x() {\n<script type=\"module\">alert(1)</script>\n}"},
		want:  "code within a page",
	},
	{
		name:  "a css block",
		rule:  "templates stay within the policy",
		files: map[string]string{"views/page/post.templ": "css red() {\n\tcolor: red;\n}"},
		want:  "use a file",
	},
	{
		name:  "an address that templ does not check",
		rule:  "templates stay within the policy",
		files: map[string]string{"views/page/post.templ": "templ x() {\n<a href={ templ.SafeURL(s) }></a>\n}"},
		want:  "templ.SafeURL",
	},
	{
		name:  "templ.Raw in Go",
		rule:  "names use their doors",
		files: map[string]string{"internal/web/x.go": "package web\nimport \"github.com/a-h/templ\"\nvar f = templ.Raw"},
		want:  "uses github.com/a-h/templ.Raw",
	},
	{
		name: "templates within the policy",
		files: map[string]string{
			rawTemplate:             "templ words(h markup.HTML) {\n\t@templ.Raw(h.String())\n}",
			"views/page/post.templ": "// No onclick= and no style= here, and no templ.Raw.\ntempl x() {\n<link rel=\"stylesheet\" href=\"/x.css\"/>\n<script type=\"module\" src={ s }></script>\n<p data-on=\"x\" class=\"pq-style\">once = twice</p>\n}",
		},
	},

	// Habits.
	{
		name:  "a package without a comment",
		rule:  "every package tells its story",
		files: map[string]string{"internal/blog/doc.go": "package blog"},
		want:  "internal/blog has no package comment",
	},
	{
		name:  "a name that fits anything",
		rule:  "every name says something",
		files: map[string]string{"internal/blog/doc.go": "// Package util is everything.\npackage util"},
		want:  `the name "util"`,
	},
	{
		name:  "a long file",
		rule:  "nothing is too long to read",
		files: map[string]string{"internal/blog/x.go": "package blog\n" + strings.Repeat("// x\n", longestFile)},
		want:  "internal/blog/x.go has 401 lines",
	},
	{
		name:  "a long function",
		rule:  "nothing is too long to read",
		files: map[string]string{"internal/blog/x.go": "package blog\nfunc f() {\n" + strings.Repeat("\tf()\n", longestFunction-1) + "}\n"},
		want:  "the function f has 101 lines",
	},
	{
		name: "long files that nobody reads in one go",
		files: map[string]string{
			"internal/blog/x_test.go":     "package blog\n" + strings.Repeat("// x\n", longestFile),
			"views/page/page_templ.go":    "// Code generated by templ - DO NOT EDIT.\n\npackage page\n" + strings.Repeat("// x\n", longestFile),
			"internal/markup/just_fit.go": "package markup\nfunc f() {\n" + strings.Repeat("\tf()\n", longestFunction-2) + "}\n",
		},
	},
}
