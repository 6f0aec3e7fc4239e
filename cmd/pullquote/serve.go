package main

import (
	"fmt"
	"math"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/listen"
)

type serveCmd struct {
	dataFlags
	outsideFlags
	Addr         string         `help:"Address and port to listen on, or unix: and the file of a socket. A socket that systemd hands over is taken instead. Default: ${default}." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	TrustedProxy []netip.Prefix `help:"Proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are trusted, as addresses or networks. Clients of a unix: socket always are." placeholder:"CIDR"`
	AdminAddr    string         `help:"Where metrics (/metrics) and profiles (/debug/pprof/) are shown, such as 127.0.0.1:9090 or unix: and a file; without it, nowhere. It asks for no password: keep it from the outside." placeholder:"HOST:PORT"`
	cacheFlags
	httpsFlags
	limitFlags
}

// cacheFlags configure the caching of readers' pages, here and by caches in front.
type cacheFlags struct {
	PageCache    int64         `help:"Megabytes of memory for cached pages; 0 caches none. Default: ${default}." default:"8" group:"Finished pages" placeholder:"MB"`
	SharedMaxAge time.Duration `help:"How long caches in front may serve readers' pages without revalidation; a day with --purge, else not at all." group:"Finished pages" placeholder:"TIME"`
	Purge        string        `help:"Call to an HTTP cache in front after each change: an address, or METHOD ADDRESS; the method is PURGE." group:"Finished pages" placeholder:"[METHOD] URL"`
	PurgeHeader  []string      `help:"Header of that call, as Name: value." sep:"none" group:"Finished pages" placeholder:"HEADER"`
	PurgeBody    string        `help:"Body of that call." group:"Finished pages" placeholder:"TEXT"`
}

// bytes returns the size of the page cache for app.Config.PageCache.
func (f cacheFlags) bytes() int64 {
	if f.PageCache <= 0 {
		return -1
	}
	return min(f.PageCache, math.MaxInt64>>20) << 20
}

// httpsFlags are the flags for app.HTTPS.
type httpsFlags struct {
	HTTPS         bool     `help:"Serve encrypted, with a certificate from Let's Encrypt or --acme-directory, whose terms are agreed to. Use it with --addr :443." name:"https" group:"HTTPS without a proxy"`
	AcmeDomain    []string `help:"Domains that the certificate is for, if they are others than that of --base-url." group:"HTTPS without a proxy" placeholder:"DOMAIN"`
	AcmeEmail     string   `help:"Where the authority writes to when something is wrong." group:"HTTPS without a proxy" placeholder:"EMAIL"`
	AcmeDirectory string   `help:"Directory of another authority." group:"HTTPS without a proxy" placeholder:"URL"`
	HTTPAddr      string   `help:"Where plain HTTP is redirected to https, and the authority's challenges are answered. Default: ${default}." name:"http-addr" default:":80" group:"HTTPS without a proxy" placeholder:"HOST:PORT"`
	TLSCert       string   `help:"File of a certificate that is there already, in PEM form. It is read again when it changes." name:"tls-cert" group:"HTTPS without a proxy" placeholder:"FILE"`
	TLSKey        string   `help:"File of its key." name:"tls-key" group:"HTTPS without a proxy" placeholder:"FILE"`
}

func (f httpsFlags) https() app.HTTPS {
	return app.HTTPS{
		Automatic: f.HTTPS, Domains: f.AcmeDomain, Email: f.AcmeEmail, Directory: f.AcmeDirectory, PlainAddr: f.HTTPAddr,
		CertFile: f.TLSCert, KeyFile: f.TLSKey,
	}
}

// limitFlags are the flags for app.Limits.
type limitFlags struct {
	HeaderTimeout   time.Duration `help:"Time for a request's headers. Default: ${default}." default:"10s" group:"Limits" placeholder:"TIME"`
	BodyTimeout     time.Duration `help:"Time for a whole request. An archive has longer: see --upload-timeout. Default: ${default}." default:"1m" group:"Limits" placeholder:"TIME"`
	WriteTimeout    time.Duration `help:"How long a reader may accept nothing of an answer. Default: ${default}." default:"30s" group:"Limits" placeholder:"TIME"`
	IdleTimeout     time.Duration `help:"How long a connection is kept without a request. Default: ${default}." default:"2m" group:"Limits" placeholder:"TIME"`
	UploadTimeout   time.Duration `help:"How long an archive that is sent may stand still before it is given up. Default: ${default}." default:"1m" group:"Limits" placeholder:"TIME"`
	MaxHeader       int           `help:"Bytes of a request's headers. Default: ${default}." default:"65536" group:"Limits" placeholder:"BYTES"`
	MinRate         int           `help:"Least bytes a second of an answer and, when all connections are taken, of a request. Default: ${default}." default:"1024" group:"Limits" placeholder:"BYTES"`
	MaxConnections  int           `help:"Connections at a time. When there are as many, idle and slow ones make room. Default: ${default}." default:"2000" group:"Limits" placeholder:"N"`
	MaxPerClient    int           `help:"Connections from one address, unless it is a trusted proxy or this machine. Default: ${default}." default:"200" group:"Limits" placeholder:"N"`
	MaxHeavy        int           `help:"Searches at a time; others wait their turn. Default: ${default}." default:"2" group:"Limits" placeholder:"N"`
	MaxUpload       int64         `help:"Bytes of an archive that is sent to be imported. Default: ${default}." default:"4294967296" group:"Limits" placeholder:"BYTES"`
	Drain           time.Duration `help:"How long to go on serving after SIGTERM, while /readyz answers 503, so that a load balancer looks elsewhere first. Default: ${default}." default:"0s" group:"Limits" placeholder:"TIME"`
	ShutdownTimeout time.Duration `help:"How long requests under way are waited for after that. Default: ${default}." default:"10s" group:"Limits" placeholder:"TIME"`
}

func (f limitFlags) limits() app.Limits {
	return app.Limits{
		HeaderTimeout: f.HeaderTimeout, BodyTimeout: f.BodyTimeout, WriteTimeout: f.WriteTimeout, IdleTimeout: f.IdleTimeout, UploadTimeout: f.UploadTimeout,
		MaxHeader: f.MaxHeader, MinRate: f.MinRate, MaxConnections: f.MaxConnections, MaxPerClient: f.MaxPerClient, MaxHeavy: f.MaxHeavy, MaxUpload: f.MaxUpload,
		Drain: f.Drain, Shutdown: f.ShutdownTimeout,
	}
}

// Help is shown below the flags.
func (serveCmd) Help() string {
	return "On first run it prints a one-time address at which the blog is set up.\n\n" +
		"Example:\n  pullquote serve --addr :8080 --data /var/lib/pullquote --base-url https://links.example.org\n" +
		"  pullquote serve --base-url https://example.org/links"
}

// Run serves the blog until the context ends.
func (c *serveCmd) Run(e *env) error {
	if err := listen.CheckAddress(c.Addr); err != nil {
		return usageErrorf("--addr %q is no address and port to listen on; see pullquote serve --help", c.Addr)
	}
	cache := c.cacheFlags
	if cache.PageCache < 0 {
		return usageErrorf("--page-cache is %d; 0 is the least, which caches no pages", cache.PageCache)
	}
	if c.AdminAddr == "" {
		runtime.MemProfileRate = 0 // there is no way to read the profile
	}
	blog, err := app.Open(e.ctx, app.Config{
		Data: c.Data, BaseURL: c.BaseURL, TrustedProxies: c.TrustedProxy, AllowHosts: c.AllowHosts, CAFile: c.CAFile, Log: e.log,
		PageCache: cache.bytes(), SharedMaxAge: cache.SharedMaxAge, Purge: cache.Purge, PurgeHeader: cache.PurgeHeader, PurgeBody: cache.PurgeBody,
		Limits: c.limits(), AdminAddr: c.AdminAddr, HTTPS: c.https(), Notify: notifier(), Serving: true,
	})
	if err != nil {
		return err
	}
	defer blog.Close()
	listener, err := c.listen(e)
	if err != nil {
		return err
	}
	// Not e.stdout: a reader of its one line that has gone away is no failure.
	return blog.Serve(e.ctx, listener, e.stdout.to)
}

// listen returns the socket that systemd has opened, or listens on --addr.
func (c *serveCmd) listen(e *env) (net.Listener, error) {
	if os.Getenv("LISTEN_PID") == strconv.Itoa(os.Getpid()) && os.Getenv("LISTEN_FDS") != "" {
		return listen.Inherited()
	}
	listener, err := listen.On(e.ctx, c.Addr)
	if err != nil {
		return nil, fmt.Errorf("nothing can listen on %s (choose another with --addr): %w", c.Addr, err)
	}
	return listener, nil
}

// notifier returns the notifier that systemd asks for in the environment, see
// sd_notify(3) and sd_watchdog_enabled(3).
func notifier() listen.Notifier {
	n := listen.Notifier{Socket: os.Getenv("NOTIFY_SOCKET")}
	if pid := os.Getenv("WATCHDOG_PID"); pid == "" || pid == strconv.Itoa(os.Getpid()) {
		if µs, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil {
			n.Watchdog = time.Duration(µs) * time.Microsecond
		}
	}
	return n
}
