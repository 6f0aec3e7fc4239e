package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/auth"
	"pullquote/internal/backup"
	"pullquote/internal/transfer"
	"pullquote/internal/web"
)

// Limits of the server. A reader on a slow line gets his page; one who only
// holds the line open does not.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = time.Minute
	writeTimeout      = time.Minute
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 128 << 10
	shutdownTimeout   = 10 * time.Second
)

// Serve answers requests on the listener until ctx ends, then finishes those
// under way. It writes the one address to open to out: the blog's, or, on
// first run, the one-time address at which it is set up.
func (a *App) Serve(ctx context.Context, listener net.Listener, out io.Writer) error {
	base := a.config.BaseURL
	if base == "" {
		base = "http://" + browsable(listener.Addr())
	}
	if err := a.remember(ctx, base); err != nil {
		return err
	}
	a.sign(base)
	invitation, err := a.invite(ctx)
	if err != nil {
		return err
	}
	handler, err := web.New(web.Options{
		Store: a.Store, Gate: a.Gate, Auth: a.Auth, Held: a.Held, Exporter: a.Exporter, Look: a.Look, Invitation: invitation, Log: a.log,
		BaseURL: a.config.BaseURL, TrustedProxies: a.config.TrustedProxies, Zone: LocalZone(), Now: a.config.Now,
	})
	if err != nil {
		return err
	}
	if invitation != nil {
		fmt.Fprintf(out, "Set up your blog: %s/setup?token=%s\n", base, invitation.Token())
	} else {
		fmt.Fprintf(out, "Your blog: %s/\n", base)
	}
	return a.run(ctx, listener, handler)
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

// run is the server and what ends it. Requests do not get ctx: those under way
// when it ends are finished.
func (a *App) run(ctx context.Context, listener net.Listener, handler *web.Site) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		a.log.Info("shutting down")
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		return server.Shutdown(last)
	})
	group.Go(func() error {
		a.rerender(ctx)
		return nil
	})
	group.Go(func() error {
		handler.Keep(ctx)
		return nil
	})
	group.Go(func() error {
		a.Held.Run(ctx)
		return nil
	})
	group.Go(func() error {
		transfer.NewNightly(a.Store, a.Exporter, a.config.Data, a.config.Now, a.log).Run(ctx)
		return nil
	})
	group.Go(func() error {
		backup.NewNightly(a.Store, a.config.Data, a.config.Now, a.log).Run(ctx)
		return nil
	})
	return group.Wait()
}

// browsable turns a listener's address into one that a browser on this machine
// can open: a listener on all addresses is reached by the local one.
func browsable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	if port == "80" {
		return host
	}
	return net.JoinHostPort(host, port)
}
