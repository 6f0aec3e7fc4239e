package archtest

// room is a package: its floor and its purpose.
type room struct {
	floor  int
	path   string
	does   string
	beside []string // exceptions: rooms on the same floor that it may import
}

// testRoom is the floor of packages that only tests may import. They may import
// everything.
const testRoom = -1

// rooms lists all packages of the program. A room imports from lower floors only,
// and is on the lowest possible floor. A new package has to be added here first.
var rooms = []room{
	{floor: 0, path: "internal/blog", does: "what a link blog is: types, limits, rules, errors; no I/O and no clock"},

	{floor: 1, path: "internal/markup", does: "words: Markdown and HTML in; safe HTML, plain text and quotes out"},
	{floor: 1, path: "internal/sqlite/walvfs", does: "SQLite's writes of a transaction, in few system calls"},
	{floor: 1, path: "internal/sqlite/pool", does: "a SQLite file: one writer, many readers, transactions with a clock; knows no schema", beside: []string{"internal/sqlite/walvfs"}},
	{floor: 1, path: "internal/pagecache", does: "caches finished answers until what they show is touched; knows no database and no page"},
	{floor: 1, path: "internal/disk", does: "files that are complete or absent, locks on folders, free space"},
	{floor: 1, path: "internal/feed", does: "RSS, Atom and JSON Feed; sitemaps and OpenSearch"},
	{floor: 1, path: "internal/card", does: "the picture that other sites show of a post"},
	{floor: 1, path: "internal/chart", does: "how figures grow, drawn"},
	{floor: 1, path: "internal/i18n", does: "translations of the program's texts; dates, numbers and plurals"},
	{floor: 1, path: "internal/night", does: "the schedule of what is done once a night"},
	{floor: 1, path: "internal/listen", does: "listening sockets, limits on connections, notices to systemd"},
	{floor: 1, path: "internal/metrics", does: "metrics for Prometheus"},
	{floor: 1, path: "internal/certs", does: "TLS certificates, from files or by ACME"},
	{floor: 1, path: "assets", does: "embedded CSS, JavaScript and icons under hashed names"},

	{floor: 1, path: "internal/search", does: "the query language, and the tokenizer of the index"},

	{floor: 2, path: "internal/sqlite", does: "all SQL: migrations and a file for each noun"},
	{floor: 2, path: "internal/fetch/metadata", does: "the metadata of a web page; no I/O"},
	{floor: 2, path: "internal/fetch", does: "the outside web: the one guarded client", beside: []string{"internal/fetch/metadata"}},
	{floor: 2, path: "internal/transfer/record", does: "what every archive's item comes to, and what a format is"},
	{floor: 2, path: "internal/transfer/shape", does: "what a post links to, told by the shape of its body", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/frontmatter", does: "Markdown and HTML files with front matter", beside: []string{"internal/transfer/record", "internal/transfer/shape"}},
	{floor: 2, path: "internal/transfer/document", does: "a whole blog as one JSON document, in and out", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/wxr", does: "WordPress's export files, in and out", beside: []string{"internal/transfer/record", "internal/transfer/shape"}},
	{floor: 2, path: "internal/transfer/tumblr", does: "what Tumblr's API and export give", beside: []string{"internal/transfer/record", "internal/transfer/shape"}},
	{floor: 2, path: "internal/transfer/netscape", does: "bookmarks of browsers and of many services, in and out", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/pinboard", does: "bookmarks of Pinboard and del.icio.us, JSON and XML, in and out", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/linkding", does: "bookmarks of linkding", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/shaarli", does: "links of Shaarli", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/pocket", does: "what Pocket gave to take along: lists and passages", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/instapaper", does: "Instapaper's exports", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "internal/transfer/raindrop", does: "Raindrop's exports", beside: []string{"internal/transfer/record"}},
	{floor: 2, path: "views/layout", does: "the frame of a page"},
	{floor: 2, path: "views/component", does: "parts of pages: the post, the form, the pager"},
	{floor: 2, path: "views/page", does: "what readers see", beside: []string{"views/component", "views/layout"}},
	{floor: 2, path: "views/desk", does: "what the author sees", beside: []string{"views/component", "views/layout"}},

	{floor: 3, path: "internal/backup", does: "backups: written, verified, rotated, restored"},
	{floor: 3, path: "internal/auth", does: "passwords, sessions, set-up, throttling"},

	{floor: 3, path: "internal/entry", does: "what pages show of a post, and the entries of lists, finished when posts are stored"},

	{floor: 4, path: "internal/publish", does: "the one gate that every post goes through"},

	{floor: 4, path: "internal/capture", does: "what a door brought of a page, made a filled form: quotes, metadata, clean addresses", beside: []string{"internal/publish"}},

	{floor: 5, path: "internal/transfer", does: "archives in: detection, walking, dry run, report; every item through the gate"},

	{floor: 5, path: "internal/site", does: "the public blog as plain files, with a search that needs no server"},

	{floor: 6, path: "internal/web", does: "the browser's door: routes, sessions, forms, errors to pages"},

	{floor: 7, path: "internal/app", does: "the composition root: configuration, wiring, serving, shutting down"},

	{floor: 8, path: "cmd/pullquote", does: "the command line"},
	{floor: 8, path: "cmd/bench", does: "measures the real server"},

	{floor: testRoom, path: "internal/archtest", does: "tests of the architecture"},
	{floor: testRoom, path: "internal/transfer/record/recordtest", does: "reads archives, shows and checks the items"},
	{floor: testRoom, path: "internal/sqlite/sqlitetest", does: "a migrated database with one line"},
	{floor: testRoom, path: "internal/killtest", does: "tests that kill and hinder the real program"},
	{floor: testRoom, path: "internal/webtest", does: "a browser that does what a person does"},
}
