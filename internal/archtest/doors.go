package archtest

// door restricts the use of something to few rooms.
type door struct {
	what []string // import paths ("a/..." is a and everything below), or names in packages ("time.Now", "net.Dial*")
	only []string // rooms that may use it; none if empty
	why  string
}

// importDoors restrict the imports of packages.
var importDoors = []door{
	{
		what: []string{"github.com/labstack/echo/v4/..."},
		only: []string{"internal/web"},
		why:  "echo v4 comes to its end, and its pooled Context must not travel: below web there is only context.Context",
	},
	{
		what: []string{"modernc.org/sqlite/..."},
		only: []string{"internal/sqlite/pool", "internal/sqlite/walvfs", "cmd/bench"},
		why:  "the pragmas are in one DSN, and the VFS relies on one of them",
	},
	{
		what: []string{"database/sql", "database/sql/driver"},
		only: []string{"internal/sqlite/pool", "internal/sqlite", "cmd/bench"},
		why:  "all SQL is in one place, where it is counted and traced",
	},
	{
		what: []string{"github.com/pressly/goose/v3/..."},
		only: []string{"internal/sqlite"},
		why:  "the schema has one owner",
	},
	{
		what: []string{"github.com/microcosm-cc/bluemonday/...", "github.com/yuin/goldmark/..."},
		only: []string{"internal/markup"},
		why:  "what is safe on a page is decided once",
	},
	{
		what: []string{"github.com/gosimple/slug/..."},
		only: []string{"internal/blog"},
		why:  "a title has one slug, whoever asks",
	},
	{
		what: []string{"github.com/go-text/typesetting/...", "golang.org/x/image/..."},
		only: []string{"internal/card"},
		why:  "pages are set by browsers; only cards are set here",
	},
	{
		what: []string{"code.dny.dev/ssrf/..."},
		only: []string{"internal/fetch"},
		why:  "which addresses may be reached is decided once",
	},
	{
		what: []string{"codeberg.org/readeck/go-readability/v2/..."},
		only: []string{"internal/fetch/metadata"},
		why:  "what a page says of itself is weighed once",
	},
	{
		what: []string{"github.com/alexedwards/argon2id/...", "golang.org/x/crypto/argon2/..."},
		only: []string{"internal/auth"},
		why:  "passwords are compared in one place, one at a time",
	},
	{
		what: []string{"golang.org/x/crypto/acme/..."},
		only: []string{"internal/certs"},
		why:  "certificates are asked for, and kept, in one place",
	},
	{
		what: []string{"net/http/pprof"},
		only: []string{"internal/app"},
		why:  "profiles are shown at the operator's address alone",
	},
	{
		what: []string{"go.yaml.in/yaml/v4/...", "github.com/pelletier/go-toml/v2/..."},
		only: []string{"internal/transfer/frontmatter"},
		why:  "front matter is the one YAML and TOML that we read",
	},
	{
		what: []string{"github.com/alecthomas/kong/...", "flag"},
		only: []string{"cmd/pullquote", "cmd/bench"},
		why:  "below the command line a setting is a value in a struct",
	},
	{
		what: []string{"log"},
		why:  "a *slog.Logger is passed to who logs",
	},
	{
		what: []string{"github.com/chromedp/...", "github.com/google/go-cmp/...", "github.com/mmcdole/gofeed/...", "github.com/rogpeppe/go-internal/...", "testing/..."},
		why:  "they are for tests",
	},
}

// nameDoors restrict the use of names from packages.
var nameDoors = []door{
	{
		what: []string{"log/slog.Default", "log/slog.SetDefault", "log/slog.Debug*", "log/slog.Info*", "log/slog.Warn*", "log/slog.Error*", "log/slog.Log", "log/slog.LogAttrs", "log/slog.With"},
		why:  "the default logger is a global; a *slog.Logger is passed",
	},
	{
		what: []string{"time.Now", "time.Since", "time.Until"},
		only: []string{"internal/sqlite/pool", "internal/auth", "internal/app", "cmd/bench"},
		why:  "a test can't move the clock; take Tx.Now, or a func() time.Time from app",
	},
	{
		what: []string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "os.Setenv", "os.Exit", "os.Args"},
		only: []string{"cmd/pullquote", "cmd/bench"},
		why:  "code that reads the environment, or ends the program, can't be tested",
	},
	{
		what: []string{"net/http.Client"},
		only: []string{"internal/listen", "internal/certs", "cmd/pullquote"},
		why:  "one guarded client reaches the outside web; certs speaks to its authority through that one's transport; the command line asks its own /healthz on this machine, maybe through listen's socket, and nothing else",
	},
	{
		what: []string{"net/http.Get", "net/http.Head", "net/http.Post", "net/http.PostForm", "net/http.DefaultClient", "net/http.DefaultTransport", "net/http.Transport"},
		only: []string{"internal/fetch", "internal/listen", "cmd/bench"},
		why:  "one guarded client reaches the outside web",
	},
	{
		what: []string{"net.Dial*"},
		only: []string{"internal/fetch", "internal/listen", "cmd/bench"},
		why:  "one guarded client reaches the outside web; listen knocks at sockets of this machine's file system",
	},
	{
		what: []string{"net/http.DefaultServeMux", "net/http.Handle", "net/http.HandleFunc", "net/http.ListenAndServe*"},
		why:  "handlers are passed, and a server has time-outs",
	},
	{
		what: []string{"context.TODO"},
		why:  "the caller's context is passed on",
	},
	{
		what: []string{module + "/internal/markup.Stored"},
		only: []string{"internal/entry"},
		why:  "what the store kept becomes page content in one place",
	},
	{
		what: []string{"github.com/a-h/templ.Raw"},
		only: []string{"views/component"},
		why:  "templ's escaping is left in one function, which takes markup.HTML: the type is the proof that a policy was passed",
	},
}

// methodDoor restricts the calls of a method. The receiver's type is ignored, so
// that an interface in between hides nothing: calls are recognised by the method's
// name and the number of arguments in its declaration.
type methodDoor struct {
	of   string // the room that declares it
	name string
	only []string
	why  string
}

var methodDoors = []methodDoor{
	{of: "internal/sqlite", name: "Create", only: []string{"internal/publish"}, why: "every post goes through the gate"},
	{of: "internal/sqlite", name: "Update", only: []string{"internal/publish"}, why: "every post goes through the gate"},
	{of: "internal/sqlite", name: "ImportPosts", only: []string{"internal/publish"}, why: "every post goes through the gate"},
}

// rawTemplate is the only template that may use templ.Raw.
const rawTemplate = "views/component/prose.templ"

// emptyNames are package names that say nothing about the contents.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "base", "misc", "shared", "lib"}

// Maximum lengths, in lines.
const (
	longestFile     = 400
	longestFunction = 100
)
