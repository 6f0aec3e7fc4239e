package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/backup"
	"pullquote/internal/listen"
	"pullquote/internal/transfer"
	"pullquote/internal/web"
)

// run is the server and what ends it. Requests do not get ctx: those under way
// when it ends are finished.
func (a *App) run(ctx context.Context, listener net.Listener, site *web.Site, base string) error {
	defer keepHeapFloor()()
	door := a.door(listener)
	server := a.siteServer(site, door)
	admin, err := a.openAdmin(ctx, site, door)
	if err != nil {
		listener.Close()
		return err
	}
	plain, err := a.openPlain(ctx, base)
	if err != nil {
		listener.Close()
		return errors.Join(err, admin.close())
	}
	purger, err := newPurger(a.config, a.Store.Generation)
	if err != nil {
		return errors.Join(err, listener.Close(), admin.close())
	}
	group, ctx := errgroup.WithContext(ctx)
	last, end := context.WithCancel(context.WithoutCancel(ctx)) // ends with the last request
	group.Go(func() error {
		if a.certs != nil {
			return served(server.ServeTLS(door, "", ""))
		}
		return served(server.Serve(door))
	})
	group.Go(admin.serve)
	group.Go(plain.serve)
	group.Go(func() error {
		defer end()
		<-ctx.Done()
		a.shutDown(server, door, site)
		plain.close()
		return admin.close()
	})
	var works sync.WaitGroup
	for _, work := range []func(context.Context){
		a.rerender,
		a.catchUp,
		a.guard,
		a.prepareCertificates,
		a.Held.Run,
		purger.run,
		transfer.NewNightly(a.Store, a.Exporter, a.config.Data, a.config.Now, a.log).Run,
		backup.NewNightly(a.Store, a.config.Data, a.config.Now, a.log).Run,
		newChecker(a.Store, a.met, a.config.Now, a.log).run,
	} {
		works.Go(func() { work(ctx) })
	}
	group.Go(func() error {
		works.Wait()
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

// door puts the limits of connections on a listener.
func (a *App) door(listener net.Listener) *listen.Listener {
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

// server makes an HTTP server within the limits. How long an answer takes is
// looked after by the connection, which knows how much of it is left.
func (a *App) server(handler http.Handler) *http.Server {
	l := a.config.Limits
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: l.HeaderTimeout,
		ReadTimeout:       l.BodyTimeout,
		IdleTimeout:       l.IdleTimeout,
		MaxHeaderBytes:    l.MaxHeader,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
}

// answerTimeout is the longest that an answer takes which shares its connection
// with others, where the connection can't look after each.
const answerTimeout = 5 * time.Minute

// siteServer makes the server of the blog.
func (a *App) siteServer(site *web.Site, door *listen.Listener) *http.Server {
	handler := a.seen.counted(sane(site))
	if a.certs == nil {
		server := a.server(handler)
		server.ConnState = door.ConnState
		server.ConnContext = listen.ConnContext
		return server
	}
	server := a.server(hsts(handler))
	server.ConnState = door.ConnState
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
		if err := a.certs.Prepare(); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "there is no certificate yet; the authority is asked again when a reader comes", "err", err)
		}
	}()
}

// served says what ended a server, nothing if it was told to end.
func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving: %w", err)
}

// unusedGrace is how long a connection on which nothing was asked yet may still
// be about to.
const unusedGrace = 300 * time.Millisecond

// shutDown ends a server: who sends readers here is told first, then no new
// connection is taken, and requests under way are waited for.
func (a *App) shutDown(server *http.Server, door *listen.Listener, site *web.Site) {
	l := a.config.Limits
	site.Drain()
	if err := a.config.Notify.Stopping(); err != nil {
		a.log.Warn("systemd was not told that the blog is about to end", "err", err)
	}
	a.log.Info("shutting down", "drain", l.Drain.String(), "at most", l.Shutdown.String())
	time.Sleep(l.Drain)
	last, cancel := context.WithTimeout(context.Background(), l.Shutdown)
	defer cancel()
	unused := time.AfterFunc(unusedGrace, door.CloseUnused)
	defer unused.Stop()
	if err := server.Shutdown(last); err != nil {
		a.log.Warn("requests were cut off, since they took longer than --shutdown-timeout", "connections", door.Stats().Open, "err", err)
		door.Hurry()
		server.Close()
	}
}
