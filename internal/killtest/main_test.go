//go:build unix

package killtest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var (
	kills = flag.Int("kills", 15, "how often the program is killed at random instants; from 100 on, each single system call is cut, too")
	seed  = flag.Uint64("seed", 0, "where the random instants come from; 0 is another each time")
)

// binary is the program, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "killtest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "pullquote")
	out, err := exec.Command("go", "build", "-o", binary, "pullquote/cmd/pullquote").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "the program can't be built: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// thorough reports whether time is no matter.
func thorough() bool { return *kills >= 100 }

// chance returns a test's source of random numbers, and logs the seed that
// repeats them.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	t.Logf("again with: go test ./internal/killtest -run '^%s$' -kills %d -seed %d", t.Name(), *kills, *seed)
	return rand.New(rand.NewPCG(*seed, 0))
}
