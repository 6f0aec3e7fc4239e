package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// release is set by the linker when a release is built:
// -ldflags "-X pullquote/internal/app.release=v1.2.3".
var release string

// agent returns how the program identifies itself to sites that it fetches from.
func (c Config) agent() string {
	version, _, _ := strings.Cut(Version(), " ")
	if c.BaseURL == "" {
		return version
	}
	return version + "; +" + c.BaseURL
}

// Version returns the program's version, the commit that it was built from, if the
// build recorded it, and the Go version: "v1.2.3 (abcdef012345, go1.26)".
func Version() string {
	version, commit := release, "commit unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		if version == "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value[:min(len(s.Value), 12)]
			}
		}
	}
	if version == "" || version == "(devel)" {
		version = "development version"
	}
	return fmt.Sprintf("%s (%s, %s)", version, commit, runtime.Version())
}
