package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// call runs the program in a folder of its own and returns the exit code and
// what it printed.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	good, bad, other := filepath.Join(dir, "good.md"), filepath.Join(dir, "bad.md"), filepath.Join(dir, "other.jpg")
	for file, text := range map[string]string{
		good:  "---\ntitle: A post\ndate: 2012-11-21\n---\nWords.\n",
		bad:   "---\ntitle: No end\n",
		other: "\xff\xd8\xff",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data := blogIn(t)
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"version", []string{"version"}, exitDone, ""},
		{"help", []string{"import", "--help"}, exitDone, ""},
		{"a post", []string{"post", "--data", data, "https://example.org/"}, exitDone, ""},
		{"a post that breaks a rule", []string{"post", "--data", data, "ftp://example.org/"}, exitMisused, "http: and https: addresses only"},
		{"a flag that is not known", []string{"post", "--nonsense"}, exitMisused, "pullquote post --help"},
		{"a command that is not known", []string{"frobnicate"}, exitMisused, "pullquote: there is no command \"frobnicate\"; see pullquote --help\n"},
		{"a command with a letter too few", []string{"exprt", "x"}, exitMisused, "did you mean \"export\"?"},
		{"a word too many", []string{"serve", "now"}, exitMisused, "unexpected argument now; see pullquote serve --help"},
		{"a word that gives orders to the terminal", []string{"serve", "now\x1b[31m"}, exitMisused, "unexpected argument now\uFFFD[31m; see"},
		{"an empty path to write to", []string{"export", "--data", data, "--format", "json", "--out", ""}, exitMisused, "--out is empty, and takes a path"},
		{"an empty name for a backup", []string{"backup", "--data", data, ""}, exitMisused, "<file> is empty"},
		{"an empty path among those to import", []string{"import", "--data", data, good, ""}, exitMisused, "one of the paths is empty"},
		{"an archive on standard input", []string{"import", "--data", data, "-"}, exitMisused, "can't come from standard input"},
		{"the blog as its own backup", []string{"restore", "--data", data, "--force", filepath.Join(data, "pullquote.db")}, exitFailed, "is the blog itself"},
		{"a file as the data folder", []string{"init", "--data", good, "--title", "T", "--name", "N", "--username", "u", "--password-stdin"}, exitFailed, "The data folder"},
		{"pages of more than all memory", []string{"serve", "--data", data, "--page-cache", "9223372036854775807"}, exitMisused, "more than 1048576 MB"},
		{"more time than can be counted", []string{"serve", "--data", data, "--drain", "9999999h"}, exitMisused, "more than can be counted"},
		{"days", []string{"serve", "--data", data, "--drain", "400d"}, exitMisused, "such as 30s, 5m or 1h30m"},
		{"a domain for no certificate", []string{"serve", "--data", data, "--acme-domain", "links.example"}, exitMisused, "belong to --https"},
		{"an import that is taken back, and reported", []string{"import", "--data", data, "--undo", "1", "--report", "x"}, exitMisused, "nothing else"},
		{"an import that is taken back, with pages", []string{"import", "--data", data, "--undo", "1", "--pages"}, exitMisused, "nothing else"},
		{"an import without a path", []string{"import", "--data", data}, exitMisused, "path"},
		{"an import", []string{"import", "--data", data, good}, exitDone, ""},
		{"an import with a bad file", []string{"import", "--data", data, good, bad}, exitPartly, ""},
		{"an import of nothing that is there", []string{"import", "--data", data, filepath.Join(dir, "nowhere")}, exitFailed, "nowhere"},
		{"an import of what is no archive", []string{"import", "--data", data, other}, exitPartly, ""},
		{"a post where no blog is", []string{"post", "--data", filepath.Join(dir, "typo"), "https://example.org/"}, exitFailed, "There is no blog in"},
		{"a base URL that is none", []string{"serve", "--data", data, "--base-url", "example.org"}, exitMisused, "should look like"},
		{"an address to listen on that is none", []string{"serve", "--data", data, "--addr", "127.0.0.1:99999"}, exitMisused, "--addr"},
		{"a negative time", []string{"serve", "--data", data, "--drain", "-1s"}, exitMisused, "pullquote: --drain is -1s; 0s is the least.\n"},
		{"a negative number", []string{"serve", "--data", data, "--max-connections", "-5"}, exitMisused, "pullquote: --max-connections is -5; 16 is the least.\n"},
		{"less than no pages", []string{"serve", "--data", data, "--page-cache=-3"}, exitMisused, "0 is the least"},
		{"less than no time in caches", []string{"serve", "--data", data, "--shared-max-age", "-5s"}, exitMisused, "0s is the least"},
		{"the import before the first", []string{"import", "--data", data, "--undo", "-3"}, exitMisused, "1 is the least"},
		{"a number that is none", []string{"serve", "--max-header", "many"}, exitMisused, "takes a whole number"},
		{"a number that is too large", []string{"serve", "--max-upload", "99999999999999999999"}, exitMisused, "more than can be counted"},
		{"a time without a unit", []string{"serve", "--drain", "5"}, exitMisused, "such as 30s, 5m or 1h30m"},
		{"a flag without its value", []string{"init", "--title"}, exitMisused, "--title needs a value"},
		{"a text that looks like a flag", []string{"post", "--title", "-ish"}, exitMisused, "is written --title=-ish"},
		{"neither true nor false", []string{"import", "--dry-run=maybe", good}, exitMisused, "takes true or false"},
		{"an argument that is missing", []string{"backup"}, exitMisused, "<file> is missing"},
		{"a command that is missing", []string{"user"}, exitMisused, "a command is missing"},
		{"a format that is not known", []string{"import", "--data", data, "--format", "papyrus", good}, exitMisused, "raindrop, frontmatter, and \"papyrus\" is none of them"},
		{"a password for nobody", []string{"user", "passwd", "--data", data, "--password-stdin", "nobody"}, exitFailed, "nobody"},
		{"asking a blog that does not run", []string{"healthcheck", "--addr", "127.0.0.1:1"}, exitFailed, "does not answer"},
		{"the import before all", []string{"import", "--data", data, "--undo", "0"}, exitMisused, "1 is the least"},
		{"a port that is none", []string{"healthcheck", "--addr", "localhost:abc"}, exitMisused, "is not HOST:PORT, nor unix:"},
		{"an address that is none", []string{"healthcheck", "--addr", "nonsense"}, exitMisused, "HOST:PORT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := call(t, "another long password\n", tt.args...)
			if code != tt.code || !strings.Contains(stderr, tt.says) {
				t.Errorf("leaves with %d, want %d; stderr: %s", code, tt.code, stderr)
			}
			if code == exitFailed || code == exitMisused {
				for line := range strings.Lines(stderr) {
					if !strings.HasPrefix(line, "pullquote: ") {
						t.Errorf("a failure says %q", line)
					}
				}
			}
		})
	}
}
