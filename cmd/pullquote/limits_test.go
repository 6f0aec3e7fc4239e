package main

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"pullquote/internal/app"
)

func TestTheLimitsOfTheCommandLineAreThoseOfTheProgram(t *testing.T) {
	var flags struct{ limitFlags }
	parser, err := kong.New(&flags)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(nil); err != nil {
		t.Fatal(err)
	}
	if got := flags.limits(); got != app.DefaultLimits() {
		t.Errorf("without flags the limits are %+v, want %+v", got, app.DefaultLimits())
	}
}

func TestLimitsThatCantBeServedWithAreAllNamed(t *testing.T) {
	var stderr strings.Builder
	args := strings.Fields("serve --header-timeout 2m --body-timeout 0s --write-timeout 0s --idle-timeout=-1s --upload-timeout 0s --max-header 10 --min-rate 0 --max-connections 1 --max-per-client 0 --max-heavy 0 --max-upload 5 --drain=-1s --shutdown-timeout 0s --admin-addr nonsense --data " + t.TempDir())
	if code := run(context.Background(), args, strings.NewReader(""), io.Discard, &stderr); code != exitMisused {
		t.Errorf("it leaves with %d", code)
	}
	for _, flag := range []string{"body-timeout is 0s;", "body-timeout is 0s, which", "write-timeout", "idle-timeout", "upload-timeout", "max-header", "min-rate", "max-connections", "max-per-client", "max-heavy", "max-upload", "drain", "shutdown-timeout", "admin-addr"} {
		if !strings.Contains(stderr.String(), "--"+flag) {
			t.Errorf("--%s is not named:\n%s", flag, stderr.String())
		}
	}
}
