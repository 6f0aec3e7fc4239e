package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/listen"
	"pullquote/internal/transfer"
	"pullquote/internal/web"
)

// run runs the servers and the background jobs until ctx ends, and then shuts them
// down. Requests don't get ctx, so that those under way are finished.
func (a *App) run(ctx context.Context, listener net.Listener, site *web.Site, base string) error {
	defer keepHeapFloor()()
	connections := a.limitConnections(listener)
	server := a.siteServer(site, connections)
	purger, err := newPurger(a.config, a.Store.Generation)
	if err != nil {
		return err
	}
	admin, err := a.openAdmin(ctx, site, connections)
	if err != nil {
		return err
	}
	plain, err := a.openPlain(ctx, base)
	if err != nil {
		admin.close()
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	last, end := context.WithCancel(context.WithoutCancel(ctx)) // ends after the last request
	group.Go(func() error {
		if a.certs != nil {
			return served(server.ServeTLS(connections, "", ""))
		}
		return served(server.Serve(connections))
	})
	group.Go(admin.serve)
	group.Go(plain.serve)
	group.Go(func() error {
		defer end()
		<-ctx.Done()
		a.shutDown(server, connections, site)
		plain.close()
		admin.close()
		return nil
	})
	var jobs sync.WaitGroup
	for _, job := range append(a.jobs(), purger.run) {
		jobs.Go(func() { job(ctx) })
	}
	group.Go(func() error {
		jobs.Wait()
		return a.served.Release() // the next server may begin
	})
	group.Go(func() error {
		site.Keep(last)
		return nil
	})
	group.Go(func() error {
		a.config.Notify.Live(last, a.Store.Ping)
		return nil
	})
	if err := a.config.Notify.Ready(); err != nil {
		a.log.Warn("systemd was not told that the blog is served", "err", err)
	}
	return group.Wait()
}

// jobs returns the background jobs, which end with their context at the latest.
func (a *App) jobs() []func(context.Context) {
	return []func(context.Context){
		a.rerender,
		a.catchUp,
		a.guard,
		a.prepareCertificates,
		a.Held.Run,
		transfer.NewNightly(a.Store, a.Exporter, a.config.Data, a.config.Now, a.log).Run,
		backup.NewNightly(a.Store, a.config.Data, a.config.Now, a.log).Run,
		newChecker(a.Store, a.damaged, a.config.Now, a.log).run,
	}
}

// limitConnections wraps a listener with the limits of connections.
func (a *App) limitConnections(listener net.Listener) *listen.Listener {
	limits := a.config.Limits.connections()
	if most := affordable(limits.Most); most < limits.Most {
		a.log.Warn("fewer connections than --max-connections, since the system lets the program open few files", "connections", most)
		limits.Most = most
	}
	trusted := a.config.TrustedProxies
	return listen.Wrap(listener, listen.Options{Limits: limits, Now: time.Now, Log: a.log, Free: func(addr netip.Addr) bool {
		for _, p := range trusted {
			if p.Contains(addr) {
				return true
			}
		}
		return false
	}})
}

// server returns an HTTP server with the limits of requests. It has no WriteTimeout:
// connections of package listen limit how long an answer takes, by its size.
func (a *App) server(handler http.Handler) *http.Server {
	l := a.config.Limits
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: l.HeaderTimeout,
		ReadTimeout:       l.BodyTimeout,
		IdleTimeout:       l.IdleTimeout,
		MaxHeaderBytes:    l.MaxHeader,
		ErrorLog:          slog.NewLogLogger(complaints{a.log.Handler()}, slog.LevelWarn),
	}
}

// complaints handles what an http.Server writes to its ErrorLog.
type complaints struct{ slog.Handler }

// Handle logs failed TLS handshakes at debug, since anybody who opens the port causes
// one; package certs logs those that are the blog's fault.
func (c complaints) Handle(ctx context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, "http: TLS handshake error") {
		if r.Level = slog.LevelDebug; !c.Enabled(ctx, r.Level) {
			return nil
		}
	}
	return c.Handler.Handle(ctx, r)
}

// answerTimeout limits how long an answer takes over HTTP/2, where answers share a
// connection, so that the connection can't limit each.
const answerTimeout = 5 * time.Minute

// siteServer returns the server of the blog.
func (a *App) siteServer(site *web.Site, listener *listen.Listener) *http.Server {
	handler := a.seen.counted(sane(site))
	if a.certs == nil {
		server := a.server(handler)
		server.ConnState = listener.ConnState
		server.ConnContext = listen.ConnContext
		return server
	}
	server := a.server(hsts(handler))
	server.ConnState = listener.ConnState
	server.TLSConfig = a.certs.TLS()
	server.WriteTimeout = answerTimeout
	server.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 100, SendPingTimeout: a.config.Limits.IdleTimeout}
	return server
}

// prepareCertificates requests the certificates that readers will need. It does so in
// a goroutine that nobody waits for, since the request can't be interrupted.
func (a *App) prepareCertificates(ctx context.Context) {
	if a.certs == nil {
		return
	}
	go func() {
		if err := blog.Contain(a.certs.Prepare); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "there is no certificate yet; the authority is asked again when a reader comes", "err", err)
		}
	}()
}

// served wraps the error that ended a server. It returns nil if the server was shut
// down.
func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving: %w", err)
}

// unusedGrace is how long, during a shutdown, a new connection is given to send its
// first request.
const unusedGrace = 300 * time.Millisecond

// shutDown shuts a server down: it lets load balancers notice, then stops accepting
// connections, and waits for requests under way.
func (a *App) shutDown(server *http.Server, listener *listen.Listener, site *web.Site) {
	l := a.config.Limits
	site.Drain()
	if err := a.config.Notify.Stopping(); err != nil {
		a.log.Warn("systemd was not told that the blog is about to end", "err", err)
	}
	a.log.Info("shutting down", "drain", l.Drain.String(), "at most", l.Shutdown.String())
	time.Sleep(l.Drain)
	last, cancel := context.WithTimeout(context.Background(), l.Shutdown)
	defer cancel()
	unused := time.AfterFunc(unusedGrace, listener.CloseUnused)
	defer unused.Stop()
	if err := server.Shutdown(last); err != nil {
		a.log.Warn("requests were cut off, since they took longer than --shutdown-timeout", "connections", listener.Stats().Open, "err", err)
		listener.Hurry()
		server.Close()
	}
}
