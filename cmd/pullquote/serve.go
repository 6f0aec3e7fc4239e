package main

import (
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"time"

	"github.com/alecthomas/kong"

	"pullquote/internal/app"
)

type serveCmd struct {
	dataFlags
	outsideFlags
	Addr         string         `help:"Address and port to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	TrustedProxy []netip.Prefix `help:"Proxies whose X-Forwarded-For is believed, as addresses or networks." placeholder:"CIDR,…"`
	PageCache    int64          `help:"Megabytes of finished pages that are kept for readers; 0 keeps none." default:"16" placeholder:"MB"`
	SharedMaxAge time.Duration  `help:"For how long caches in front may show readers' pages without asking; with --purge a day." placeholder:"DURATION"`
	Purge        string         `help:"Call to an HTTP cache in front after each change: an address, or METHOD ADDRESS; the method is PURGE." placeholder:"[METHOD] URL"`
	PurgeHeader  []string       `help:"Header of that call, as Name: value." sep:"none" placeholder:"HEADER"`
	PurgeBody    string         `help:"Body of that call." placeholder:"TEXT"`
}

// Help is shown below the flags.
func (serveCmd) Help() string {
	return "On first run it prints a one-time address at which the blog is set up.\n\n" +
		"Example:\n  pullquote serve --addr :8080 --data /var/lib/pullquote --base-url https://links.example.org\n" +
		"  pullquote serve --base-url https://example.org/links"
}

// Run serves until the program is told to end.
func (c *serveCmd) Run(e *env) error {
	if _, err := net.ResolveTCPAddr("tcp", c.Addr); err != nil || c.Addr == "" {
		return &usageError{fmt.Errorf("--addr %q is no address and port to listen on; see pullquote serve --help", c.Addr)}
	}
	pageCache := c.PageCache << 20
	if pageCache == 0 {
		pageCache = -1
	}
	blog, err := app.Open(e.ctx, app.Config{PageCache: pageCache, SharedMaxAge: c.SharedMaxAge, Purge: c.Purge, PurgeHeader: c.PurgeHeader, PurgeBody: c.PurgeBody, Data: c.Data, BaseURL: c.BaseURL, TrustedProxies: c.TrustedProxy, AllowHosts: c.AllowHosts, CAFile: c.CAFile, Log: e.log})
	if err != nil {
		return err
	}
	defer blog.Close()
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("nothing can listen on %s (choose another with --addr): %w", c.Addr, err)
	}
	return blog.Serve(e.ctx, listener, e.stdout)
}

// decodePrefix reads an address or a network: 10.0.0.1, 10.0.0.0/8, ::1.
func decodePrefix(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("network", &text); err != nil {
		return err
	}
	if addr, err := netip.ParseAddr(text); err == nil {
		target.Set(reflect.ValueOf(netip.PrefixFrom(addr, addr.BitLen())))
		return nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
	}
	target.Set(reflect.ValueOf(prefix.Masked()))
	return nil
}
