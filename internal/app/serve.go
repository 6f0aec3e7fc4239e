package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/listen"
	"pullquote/internal/web"
)

// Serve answers requests on the listener until ctx ends, then finishes those
// under way. It writes the one address to open to out: the blog's, or, on
// first run, the one-time address at which it is set up; a blog whose address
// nobody gets to know can't be set up, so Serve fails then. A blog that is set up
// is served whoever reads of it.
func (a *App) Serve(ctx context.Context, listener net.Listener, out io.Writer) error {
	here := "http://" + browsable(listener.Addr())
	if a.certs != nil {
		here = "https://" + browsable(listener.Addr())
	}
	base := cmp.Or(a.config.BaseURL, here)
	if listener.Addr().Network() == "unix" {
		here = listen.Name(listener.Addr())
	}
	if err := a.serves(ctx, here); err != nil {
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
		return errors.Join(err, listener.Close())
	}
	return a.run(ctx, listener, site, base)
}

// announce writes the one address to open.
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

// invite makes the one-time invitation of a blog that is not set up; nil for
// one that is.
func (a *App) invite(ctx context.Context) (*auth.Invitation, error) {
	done, err := a.Store.IsSetUp(ctx)
	if err != nil || done {
		return nil, err
	}
	return auth.NewInvitation(), nil
}

// browsable turns a listener's address into one that a browser on this machine
// can open: a listener on all addresses is reached by the local one. A socket in
// the file system is behind a proxy, whose address is not known.
func browsable(addr net.Addr) string {
	if addr.Network() == "unix" {
		return "localhost"
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return strings.TrimSuffix(net.JoinHostPort(host, port), ":80")
}
