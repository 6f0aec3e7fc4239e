//go:build unix

package killtest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestWhatTheBlogIsMadeOfIsClosedToOthersWhateverTheUmask(t *testing.T) {
	f := newLife(t)
	f.p.stop()
	f.p = serve(t, f.data, "sh", "-c", `umask 000 && exec "$@"`, "sh")
	f.well()
	if begun(newBrowser(f.p.url, f.cookie), "crate.json", archive(t, "crate", 3)) == "" {
		t.Fatal("the archive was not taken")
	}
	settled(t, f.data)
	copied := filepath.Join(t.TempDir(), "copy.db")
	umasked(t, "000", "backup", "--data", f.data, copied)
	err := filepath.WalkDir(f.data, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		closed(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, copied)

	// What is written out for others is for those whom the umask lets.
	out := filepath.Join(t.TempDir(), "blog.json")
	umasked(t, "077", "export", "--data", f.data, "--format", "json", "--out", out)
	closed(t, out)
	umasked(t, "022", "export", "--data", f.data, "--format", "json", "--out", out)
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}
}

// umasked runs a command of the program under a umask.
func umasked(t *testing.T, umask string, args ...string) {
	t.Helper()
	cmd := exec.Command("sh", append([]string{"-c", `umask "$0" && exec "$@"`, umask, binary}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v: %s", args, err, out)
	}
}

// closed fails the test if others may read a file.
func closed(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Error(err)
	} else if info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%s is %s", path, info.Mode())
	}
}
