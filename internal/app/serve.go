package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/listen"
	"pullquote/internal/sqlite"
	"pullquote/internal/web"
)

// Serve serves the blog on the listener until ctx ends, then finishes the requests under
// way. It closes the listener, also if it fails.
//
// It writes one line to out with the address to open: the blog's, or, on first run, the
// one-time address at which the blog is set up. In that case Serve fails if it can't
// write the line, since nobody could set the blog up.
func (a *App) Serve(ctx context.Context, listener net.Listener, out io.Writer) error {
	defer listener.Close() // the server closes it, too, once it runs
	here := "http://" + browsable(listener.Addr())
	if a.certs != nil {
		here = "https://" + browsable(listener.Addr())
	}
	base := cmp.Or(a.config.BaseURL, here)
	if listener.Addr().Network() == "unix" {
		here = listen.Name(listener.Addr())
	}
	if err := a.claimAt(ctx, here); err != nil {
		return err
	}
	if err := a.remember(ctx, base); err != nil {
		return err
	}
	invitation, err := a.invite(ctx)
	if err != nil {
		return err
	}
	site, err := web.New(web.Options{
		Store: a.Store, Gate: a.Gate, Auth: a.Auth, Held: a.Held, Exporter: a.Exporter, Data: a.config.Data, Look: a.Look, Invitation: invitation, Log: a.log,
		BaseURL: a.config.BaseURL, TrustedProxies: a.config.TrustedProxies, Zone: LocalZone(), Now: a.config.Now,
		PageCache: a.config.PageCache, CacheControl: a.config.cacheControl(), FileControl: a.config.fileControl(), Limits: a.config.Limits.requests(), Observer: a.seen,
	})
	if err != nil {
		return err
	}
	if err := a.announce(ctx, out, base, invitation); err != nil {
		return err
	}
	return a.run(ctx, listener, site, base)
}

// announce writes the address to open.
func (a *App) announce(ctx context.Context, out io.Writer, base string, invitation *auth.Invitation) error {
	if invitation == nil {
		if _, err := fmt.Fprintf(out, "Your blog: %s/\n", base); err != nil {
			a.log.WarnContext(ctx, "the blog's address was not printed", "address", base, "err", err)
		}
		return nil
	}
	if _, err := fmt.Fprintf(out, "Set up your blog: %s/setup?token=%s\n", base, invitation.Token()); err != nil {
		return &blog.Error{Kind: blog.Unavailable, Message: "The address at which the blog is set up can't be printed on standard output. Mend that, or set the blog up with pullquote init.", Err: err}
	}
	return nil
}

// invite returns the one-time invitation to a blog that is not set up, or nil if it is.
// A blog whose authors can't be read was set up: readers are served what can be read.
func (a *App) invite(ctx context.Context) (*auth.Invitation, error) {
	done, err := a.Store.IsSetUp(ctx)
	if sqlite.Unreadable(err) {
		a.log.ErrorContext(ctx, "the authors can't be read; what can be is served", "err", err)
		return nil, nil
	}
	if err != nil || done {
		return nil, err
	}
	return auth.NewInvitation(), nil
}

// browsable returns the host at which a browser on this machine reaches a listener, with
// its port unless that is 80. A Unix socket is behind a proxy, whose address is not known.
func browsable(addr net.Addr) string {
	if addr.Network() == "unix" {
		return "localhost"
	}
	address, err := listen.Reachable(addr.String())
	if err != nil {
		return addr.String()
	}
	return strings.TrimSuffix(address, ":80")
}
