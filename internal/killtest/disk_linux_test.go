package killtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// disk is a file system of a few megabytes, which only those see who enter its
// namespace.
type disk struct {
	t      *testing.T
	dir    string   // where it is, for those who have entered
	outer  string   // and for those who have not
	enter  []string // the command that enters
	holder *exec.Cmd
}

// newDisk makes a disk, and skips the test where that is not possible.
func newDisk(t *testing.T, size string) *disk {
	t.Helper()
	for _, name := range []string{"unshare", "nsenter", "mount"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("a small disk needs the program %s, which is not here", name)
		}
	}
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	make, enter := []string{"-m"}, []string{"-m"}
	if os.Geteuid() != 0 {
		make, enter = []string{"-U", "-r", "-m"}, []string{"-U", "-m", "--preserve-credentials"}
	}
	d := &disk{t: t, dir: dir, holder: exec.Command("unshare", append(make, "sh", "-c", `mount -t tmpfs -o size="$1",mode=0777 tmpfs "$2" && echo made && exec sleep 1000`, "sh", size, dir)...)}
	said := newShown()
	d.holder.Stdout, d.holder.Stderr = said, said
	if err := d.holder.Start(); err != nil {
		t.Skipf("no small disk can be made here: %v", err)
	}
	t.Cleanup(func() {
		_ = d.holder.Process.Kill()
		_ = d.holder.Wait()
	})
	for deadline := time.Now().Add(time.Minute); !strings.Contains(said.String(), "made"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) || strings.Contains(said.String(), "mount") || strings.Contains(said.String(), "unshare") {
			t.Skipf("no small disk can be made here: %s", said)
		}
	}
	pid := fmt.Sprint(d.holder.Process.Pid)
	d.outer = filepath.Join("/proc", pid, "root", dir)
	d.enter = append([]string{"nsenter", "-t", pid}, append(enter, "--")...)
	return d
}

// sh runs a line of shell with the disk as its folder.
func (d *disk) sh(line string) {
	d.t.Helper()
	out, err := d.try(line)
	if err != nil {
		d.t.Fatalf("%s: %v: %s", line, err, out)
	}
}

func (d *disk) try(line string) (string, error) {
	args := append(append([]string{}, d.enter[1:]...), "sh", "-c", `cd "$1" && `+line, "sh", d.dir)
	out, err := exec.Command(d.enter[0], args...).CombinedOutput()
	return string(out), err
}

// fill takes all that is left of the disk.
func (d *disk) fill() {
	d.t.Helper()
	_, _ = d.try(`cat /dev/zero > ballast`) // it fails when the disk is full
}

// free returns the room back.
func (d *disk) free() {
	d.t.Helper()
	d.sh(`rm ballast`)
}

// blog makes a blog on the disk and serves it. Its files are read from outside.
func (d *disk) blog() *life {
	d.t.Helper()
	made := blogIn(d.t, d.t.TempDir())
	if err := os.CopyFS(filepath.Join(d.outer, "data"), os.DirFS(made)); err != nil {
		d.t.Fatal(err)
	}
	f := &life{t: d.t, rng: chance(d.t), data: filepath.Join(d.outer, "data"), l: newLedger(), own: make([][]*story, windows)}
	d.serve(f)
	f.cookie = f.p.signIn()
	return f
}

func (d *disk) serve(f *life) {
	d.t.Helper()
	f.p = serve(d.t, filepath.Join(d.dir, "data"), d.enter...)
	f.p.data = f.data
}

// copied copies the blog's files off the disk as they are at one moment: SQLite
// finds no way through another's namespace.
func (d *disk) copied(p *program) string {
	d.t.Helper()
	defer p.stand()()
	data := filepath.Join(d.t.TempDir(), "copied")
	if err := os.Mkdir(data, 0o700); err != nil {
		d.t.Fatal(err)
	}
	for _, name := range []string{"pullquote.db", "pullquote.db-wal"} {
		text, err := os.ReadFile(filepath.Join(d.outer, "data", name))
		if err != nil && !os.IsNotExist(err) {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(data, name), text, 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	return data
}

// check checks the world of a blog on the disk.
func (d *disk) check(f *life) {
	d.t.Helper()
	f.p.data = d.copied(f.p)
	checkWorld(d.t, f.p, f.l)
}

// stand makes a program that runs stand still, and returns what lets it go on.
func (p *program) stand() (goOn func()) {
	p.t.Helper()
	group := -p.cmd.Process.Pid
	select {
	case <-p.ended:
		return func() {}
	default:
	}
	if err := syscall.Kill(group, syscall.SIGSTOP); err != nil {
		p.t.Fatalf("it can't be stopped: %v", err)
	}
	for deadline := time.Now().Add(time.Minute); !p.stands(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatal("it does not stand still")
		}
	}
	return func() { _ = syscall.Kill(group, syscall.SIGCONT) } // it may be gone
}

// stands reports whether all threads of the program are stopped; see
// proc_pid_stat(5).
func (p *program) stands() bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", p.cmd.Process.Pid))
	for _, t := range threads {
		text, readErr := os.ReadFile(t)
		_, rest, found := strings.Cut(string(text), ") ")
		if readErr != nil || !found || rest[0] != 'T' {
			return false
		}
	}
	return err == nil && len(threads) > 0
}
