package app

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Config is what the person who starts the program decides.
type Config struct {
	Data           string                                // the folder that holds everything; made if it is not there
	BaseURL        string                                // scheme and host under which readers reach the blog; empty: taken from each request
	TrustedProxies []netip.Prefix                        // whose X-Forwarded-For is believed
	AllowHosts     []string                              // HOST or HOST:PORT on private addresses that may be reached all the same
	CAFile         string                                // certificates to trust beside the system's; may be empty
	Existing       bool                                  // the blog has to be there; without it, it is made
	PageCache      int64                                 // bytes of finished pages that are kept in memory; 0 is a default, below it none are kept
	Trace          func(context.Context, pool.Statement) // called after each statement of the database; may be nil
	Log            *slog.Logger
	Now            func() time.Time // nil is time.Now
}

// validate reports all faults at once, each as a *blog.Error.
func (c Config) validate() error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, blog.Fault("", format, args...))
	}
	if c.Data == "" {
		fault("--data names no folder.")
	}
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		switch {
		case err != nil:
			fault("--base-url %q can't be read; it should look like https://links.example.org.", c.BaseURL)
		case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
			fault("--base-url %q should look like https://links.example.org.", c.BaseURL)
		case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
			fault("--base-url %q has more than scheme and host; the blog is served at the root of its host.", c.BaseURL)
		}
	}
	return errors.Join(faults...)
}

// normal puts the config into the form that the other packages expect.
func (c Config) normal() Config {
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// database is the file in the data folder that holds the blog.
func (c Config) database() string { return filepath.Join(c.Data, "pullquote.db") }

// LocalZone gives the IANA name of this machine's time zone, "UTC" if it can't
// be told: a blog's days begin where its author lives, as far as we know.
func LocalZone() string {
	names := []string{time.Local.String()}
	if target, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(target, "zoneinfo/"); ok {
			names = append(names, name)
		}
	}
	if text, err := os.ReadFile("/etc/timezone"); err == nil {
		names = append(names, strings.TrimSpace(string(text)))
	}
	for _, name := range names {
		if _, err := time.LoadLocation(name); err == nil && name != "Local" && name != "" {
			if name == "Etc/UTC" {
				return "UTC"
			}
			return name
		}
	}
	return "UTC"
}
