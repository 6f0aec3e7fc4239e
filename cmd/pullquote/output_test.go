package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// blogIn sets a blog up in a folder of its own, and returns that of its data.
func blogIn(t *testing.T) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	if code, _, stderr := call(t, "correct horse battery\n", "init", "--data", data, "--title", "T", "--name", "N", "--username", "u", "--password-stdin"); code != exitDone {
		t.Fatalf("init leaves with %d: %s", code, stderr)
	}
	return data
}

// callInto runs the program with a file as standard output.
func callInto(t *testing.T, stdout *os.File, stdin string, args ...string) (code int, stderr string) {
	t.Helper()
	var errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), stdout, &errs)
	return code, errs.String()
}

// full opens a file that nothing can be written to.
func full(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here, on which every write fails")
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// unread opens a pipe whose reader has gone away.
func unread(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	t.Cleanup(func() { w.Close() })
	return w
}

func TestAnAnswerThatCanNotBeWrittenIsAFailureAndSaysWhatIsDone(t *testing.T) {
	const secret = "another long password\n"
	for _, tt := range []struct {
		args string // DATA and DIR are folders
		says string
	}{
		{"version", "the answer is lost"},
		{"--version", "the answer is lost"},
		{"--help", "the answer is lost"},
		{"export -h", "the answer is lost"},
		{"post --data DATA https://example.org/ --title Heron", "the work is done: the post is stored: http://127.0.0.1:8080/links/heron/"},
		{"doctor --data DATA", "the answer is lost"},
		{"doctor --data DATA --json", "the answer is lost"},
		{"export --data DATA --format wxr --out DIR/all.xml", "the work is done: 0 posts in"},
		{"export --data DATA --format wxr --out -", "the answer is lost or cut short"},
		{"backup --data DATA DIR/copy.db", "the work is done: 0 posts in"},
		{"backup --data DATA -", "the backup could not be written out"},
		{"import --data DATA DIR/good.md", "the work is done: 1 new (batch 1)"},
		{"import --data DATA --report - DIR/good.md", "the import went through, but its report could not be written"},
		{"user passwd --data DATA --password-stdin u", "the work is done: the password of u is changed"},
		{"init --data DIR/another --title T --name N --username u --password-stdin", "the work is done: the blog is set up"},
		{"serve --data DIR/new --addr 127.0.0.1:0", "can't be printed on standard output"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			data, dir := blogIn(t), t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "good.md"), []byte("---\ntitle: A post\ndate: 2012-11-21\n---\nWords.\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			args := strings.Fields(strings.NewReplacer("DATA", data, "DIR", dir).Replace(tt.args))
			code, stderr := callInto(t, full(t), secret, args...)
			if code != exitFailed || !strings.Contains(stderr, tt.says) || !strings.Contains(stderr, "no space left on device") {
				t.Errorf("leaves with %d and says %q", code, stderr)
			}
		})
	}
}

func TestWhoReadsTheAnswerMayGoAway(t *testing.T) {
	data := blogIn(t)
	for _, args := range []string{"export --help", "--version", "doctor --data " + data, "export --format json --out - --data " + data, "backup - --data " + data, "post --draft https://example.org/ --title a --data " + data} {
		code, stderr := callInto(t, unread(t), "", strings.Fields(args)...)
		if code != exitUnread || strings.Contains(stderr, "pullquote:") {
			t.Errorf("%s: leaves with %d and says %q", args, code, stderr)
		}
	}
	// What failed for another reason is told all the same.
	if code, stderr := callInto(t, unread(t), "", "doctor", "--data", filepath.Join(data, "nowhere")); code != exitFailed || !strings.Contains(stderr, "There is no blog") {
		t.Errorf("leaves with %d and says %q", code, stderr)
	}
}

func TestABlogIsServedWhetherOrNotItsAddressIsRead(t *testing.T) {
	data, addr := blogIn(t), freeAddress(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	left := make(chan int, 1)
	stdout := full(t)
	go func() {
		left <- run(ctx, []string{"serve", "--data", data, "--addr", addr}, strings.NewReader(""), stdout, io.Discard)
	}()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := fetch("http://" + addr + "/"); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	stop()
	if code := <-left; code != exitDone {
		t.Errorf("it leaves with %d", code)
	}
}

func TestTheVersionIsAskedForInTwoWays(t *testing.T) {
	t.Setenv("PULLQUOTE_VERSION", "1.2.3") // as images do
	_, one, _ := call(t, "", "version")
	code, other, _ := call(t, "", "--version")
	if code != exitDone || one == "" || one != other || !strings.HasPrefix(one, "pullquote ") {
		t.Errorf("version prints %q, --version %q", one, other)
	}
}

func TestEveryCommandHasAShortWayToItsHelp(t *testing.T) {
	for _, command := range []string{"", "serve", "init", "post", "import", "export", "backup", "restore", "doctor", "user", "user passwd", "healthcheck", "version"} {
		code, stdout, stderr := call(t, "", append(strings.Fields(command), "-h")...)
		if code != exitDone || !strings.Contains(stdout, "Example:") || stderr != "" {
			t.Errorf("%s -h leaves with %d and says %q", command, code, stderr)
		}
	}
}

func TestAFolderThatIsNotThereIsSpokenOfBeforeTheWork(t *testing.T) {
	data, dir := blogIn(t), t.TempDir()
	archive := filepath.Join(dir, "good.md")
	if err := os.WriteFile(archive, []byte("---\ntitle: A post\ndate: 2012-11-21\n---\nWords.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, says string }{
		{"import --report DIR/no/report.csv " + archive, "The folder " + filepath.Join(dir, "no") + " is not there"},
		{"import --report " + archive + "/report.csv " + archive, "is a file, or within one"},
		{"import --report " + archive + " " + archive, "would take the place of a file in the archive"},
		{"import --report " + archive + " DIR", "would take the place of a file in the archive"},
		{"export --format wxr --out DIR/no/all.xml", "is not there"},
		{"export --format json --out DIR/no/deep/", "is not there"},
		{"export --format frontmatter --out DIR/no/deep", "is not there"},
		{"export --format site --out DIR/no/site.zip", "is not there"},
		{"export --format site --out " + archive + "/site", "is a file, or within one"},
		{"export --format site --out -", "name a folder, or a file that ends in .zip"},
		{"backup DIR/no/copy.db", "is not there"},
		{"backup --force DIR", "is a folder. Name a file in it"},
	} {
		code, _, stderr := call(t, "", append(strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir)), "--data", data)...)
		if code != exitFailed && code != exitMisused || !strings.Contains(stderr, tt.says) {
			t.Errorf("%s: leaves with %d and says %q", tt.args, code, stderr)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("there is %v (%v)", entries, err)
	}
	if _, _, stderr := call(t, "", "export", "--data", data, "--format", "json", "--out", "-"); stderr != "0 posts on standard output\n" {
		t.Errorf("something was imported: %s", stderr)
	}
	if text, err := os.ReadFile(archive); err != nil || !strings.Contains(string(text), "Words.") {
		t.Errorf("the archive is %q (%v)", text, err)
	}
}

func TestAnExportThatIsOneFileGoesToStandardOutput(t *testing.T) {
	data := blogIn(t)
	t.Chdir(t.TempDir())
	call(t, "", "post", "--data", data, "https://example.org/", "--title", "Heron")
	for format, holds := range map[string]string{"json": `"title":"Heron"`, "wxr": "Heron", "netscape": ">Heron</A>", "pinboard": `"Heron"`} {
		code, stdout, stderr := call(t, "", "export", "--data", data, "--format", format, "--out", "-")
		if code != exitDone || !strings.Contains(stdout, holds) || stderr != "1 post on standard output\n" {
			t.Errorf("%s: leaves with %d, prints %.300q and says %q", format, code, stdout, stderr)
		}
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) != 0 {
		t.Errorf("there is %v (%v)", entries, err)
	}
}
