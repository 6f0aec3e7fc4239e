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

// Config is the configuration of the program.
type Config struct {
	Data           string         // the folder that holds everything
	BaseURL        string         // scheme, host and path prefix under which readers reach the blog; if empty, taken from each request
	TrustedProxies []netip.Prefix // proxies whose X-Forwarded-For is trusted
	AllowHosts     []string       // HOST or HOST:PORT on private addresses that may be fetched from
	CAFile         string         // PEM file of certificates to trust beside the system's; may be empty
	PageCache      int64          // bytes of the page cache; 0 means defaultPageCache, a negative value disables it
	Purge          string         // request that purges an HTTP cache in front, as fetch.NewCall parses it; may be empty
	PurgeHeader    []string       // headers of that request, as "Name: value"
	PurgeBody      string         // body of that request
	SharedMaxAge   time.Duration  // how long caches in front may serve pages without revalidation; if 0, a day with Purge and not at all without
	Limits         Limits         // the zero value means DefaultLimits
	AdminAddr      string         // where metrics and profiles are served; empty means nowhere
	HTTPS          HTTPS
	Notify         listen.Notifier
	Trace          func(context.Context, pool.Statement) // called after each database statement; may be nil
	Existing       bool                                  // fail if there is no blog, instead of creating one
	Serving        bool                                  // fail if another program serves the blog
	Reading        bool                                  // the blog is only read, so that a full disk is no obstacle
	Log            *slog.Logger
	Now            func() time.Time // nil means time.Now
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

// mostPageCache is the limit of Config.PageCache: more than any machine for a blog has.
const mostPageCache = 1 << 40

// defaultPageCache is enough for the few hundred pages that most readers ask for, and
// small enough for a small machine.
const defaultPageCache = 8 << 20

// normal returns the config with defaults filled in.
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

// database returns the path of the database.
func (c Config) database() string { return filepath.Join(c.Data, "pullquote.db") }

// servedFile returns the path of the file that the program which serves the blog locks
// exclusively.
func (c Config) servedFile() string { return filepath.Join(c.Data, "pullquote.served") }

// lockFile returns the path of the file that programs lock while they have the blog
// open: shared, or exclusively to restore a backup.
func (c Config) lockFile() string { return filepath.Join(c.Data, "pullquote.lock") }

// LocalZone returns the IANA name of this machine's time zone, or "UTC" if it is not
// known. It is the default for a new blog's time zone.
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
