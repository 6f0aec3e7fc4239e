package app

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/fetch"
	"pullquote/internal/listen"
	"pullquote/internal/sqlite/pool"
)

// Config is what the person who starts the program decides.
type Config struct {
	Data           string         // the folder that holds everything; made if it is not there
	BaseURL        string         // scheme, host and path prefix under which readers reach the blog; empty: taken from each request
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	AllowHosts     []string       // HOST or HOST:PORT on private addresses that may be reached all the same
	CAFile         string         // certificates to trust beside the system's; may be empty
	PageCache      int64          // bytes of finished pages that are kept for readers; 0 is defaultPageCache, less keeps none
	Purge          string         // call that tells an HTTP cache in front of a change, as fetch.NewCall reads it; empty: there is none
	PurgeHeader    []string       // its headers, as "Name: value"
	PurgeBody      string
	SharedMaxAge   time.Duration // for how long caches in front may show readers' pages without asking; 0: not at all, or, if they are told of changes, a day
	Limits         Limits        // the zero Limits are DefaultLimits
	AdminAddr      string        // where metrics and profiles are shown to the operator; empty: nowhere
	HTTPS          HTTPS
	Notify         listen.Notifier
	Trace          func(context.Context, pool.Statement) // called after each statement of the database; may be nil
	Existing       bool                                  // the blog has to be there; without it, it is made
	Serving        bool                                  // it is going to be served: Open fails while another program does that
	Reading        bool                                  // it is only going to be read, on a full disk, too
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
	if c.Purge != "" {
		if _, err := fetch.NewCall(c.Purge, c.PurgeHeader, c.PurgeBody); err != nil {
			faults = append(faults, err)
		}
	}
	if _, _, ok := blog.SplitBase(c.BaseURL); !ok && c.BaseURL != "" {
		fault("--base-url %q should look like https://links.example.org, or, with a path of letters, digits and -._~, like https://example.org/links.", c.BaseURL)
	}
	if c.SharedMaxAge < 0 {
		fault("--shared-max-age is %s; 0s is the least.", c.SharedMaxAge)
	} else if c.SharedMaxAge%time.Second != 0 {
		fault("--shared-max-age %s is no number of seconds.", c.SharedMaxAge)
	}
	if c.Purge == "" && (len(c.PurgeHeader) > 0 || c.PurgeBody != "") {
		fault("--purge-header and --purge-body belong to --purge, which is missing.")
	}
	if c.PageCache > mostPageCache {
		fault("--page-cache is more than %d MB.", mostPageCache>>20)
	}
	if c.AdminAddr != "" {
		if err := listen.CheckAddress(c.AdminAddr); err != nil {
			fault("--admin-addr %q is no address and port to listen on.", c.AdminAddr)
		}
	}
	if c.Limits != (Limits{}) {
		c.Limits.check(fault)
	}
	c.HTTPS.check(c.BaseURL, fault)
	return errors.Join(faults...)
}

// mostPageCache is more memory than any machine for a blog has.
const mostPageCache = 1 << 40

// defaultPageCache is enough for some hundred pages, those that most readers ask
// for, and leaves a small machine its memory.
const defaultPageCache = 8 << 20

// normal puts the config into the form that the other packages expect.
func (c Config) normal() Config {
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.PageCache == 0 {
		c.PageCache = defaultPageCache
	}
	if domains := c.HTTPS.domains(""); c.HTTPS.Automatic && c.BaseURL == "" && len(domains) > 0 {
		c.BaseURL = "https://" + domains[0]
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits()
	}
	return c
}

// database is the file in the data folder that holds the blog.
func (c Config) database() string { return filepath.Join(c.Data, "pullquote.db") }

// servedFile is the file in the data folder that is locked by the one program
// that serves the blog.
func (c Config) servedFile() string { return filepath.Join(c.Data, "pullquote.served") }

// lockFile is the file in the data folder that is locked by who has the blog
// open: shared, save by who brings a backup back.
func (c Config) lockFile() string { return filepath.Join(c.Data, "pullquote.lock") }

// LocalZone returns the IANA name of this machine's time zone, "UTC" if it can't
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
