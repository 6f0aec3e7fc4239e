package app

import (
	"time"

	"pullquote/internal/listen"
	"pullquote/internal/web"
)

// Limits bound the resources that strangers can use. A reader on a slow line still
// gets the page; a client that merely holds its connection open does not keep it.
type Limits struct {
	HeaderTimeout time.Duration // for the headers of a request
	BodyTimeout   time.Duration // for a whole request, except an uploaded archive
	WriteTimeout  time.Duration // how long a client may accept nothing of an answer
	IdleTimeout   time.Duration // between two requests on a connection
	UploadTimeout time.Duration // how long the upload of an archive may stall
	MaxHeader     int           // bytes of a request's headers
	MinRate       int           // bytes a second that an answer, or, if all connections are taken, a request has to transfer

	MaxConnections int   // at a time
	MaxPerClient   int   // connections from one address, unless it is a trusted proxy or this machine
	MaxHeavy       int   // searches at a time
	MaxUpload      int64 // bytes of an uploaded archive

	Drain    time.Duration // how long requests are still served after a signal, while /readyz answers 503
	Shutdown time.Duration // how long after that to wait for requests under way
}

// DefaultLimits suit a small machine with many readers.
func DefaultLimits() Limits {
	return Limits{
		HeaderTimeout: 10 * time.Second, BodyTimeout: time.Minute, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, UploadTimeout: time.Minute,
		MaxHeader: 64 << 10, MinRate: 1 << 10,
		MaxConnections: 2000, MaxPerClient: 200, MaxHeavy: 2, MaxUpload: 4 << 30,
		Shutdown: 10 * time.Second,
	}
}

// Bounds of the limits.
const (
	leastTimeout = time.Second
	leastHeader  = 4 << 10
	mostHeader   = 1 << 20
	leastRoom    = 16
	leastUpload  = 1 << 20
)

// check reports each limit that is out of bounds.
func (l Limits) check(fault func(format string, args ...any)) {
	for _, d := range []struct {
		flag  string
		given time.Duration
		least time.Duration
	}{
		{"--header-timeout", l.HeaderTimeout, leastTimeout},
		{"--body-timeout", l.BodyTimeout, leastTimeout},
		{"--write-timeout", l.WriteTimeout, leastTimeout},
		{"--idle-timeout", l.IdleTimeout, leastTimeout},
		{"--upload-timeout", l.UploadTimeout, leastTimeout},
		{"--shutdown-timeout", l.Shutdown, leastTimeout},
		{"--drain", l.Drain, 0},
	} {
		if d.given < d.least {
			fault("%s is %s; %s is the least.", d.flag, d.given.String(), d.least.String())
		}
	}
	for _, n := range []struct {
		flag         string
		given, least int64
	}{
		{"--max-header", int64(l.MaxHeader), leastHeader},
		{"--max-connections", int64(l.MaxConnections), leastRoom},
		{"--max-per-client", int64(l.MaxPerClient), 1},
		{"--max-heavy", int64(l.MaxHeavy), 1},
		{"--max-upload", l.MaxUpload, leastUpload},
		{"--min-rate", int64(l.MinRate), 1},
	} {
		if n.given < n.least {
			fault("%s is %d; %d is the least.", n.flag, n.given, n.least)
		}
	}
	if l.MaxHeader > mostHeader {
		fault("--max-header is %d; %d is the most.", l.MaxHeader, mostHeader)
	}
	if l.BodyTimeout < l.HeaderTimeout {
		fault("--body-timeout is %s, which is less than --header-timeout, %s. It holds for headers and body together.", l.BodyTimeout.String(), l.HeaderTimeout.String())
	}
}

// connections returns the limits of connections.
func (l Limits) connections() listen.Limits {
	return listen.Limits{Most: l.MaxConnections, PerClient: l.MaxPerClient, Stall: l.WriteTimeout, Rate: l.MinRate}
}

// requests returns the limits of requests.
func (l Limits) requests() web.Limits {
	return web.Limits{Heavy: l.MaxHeavy, Upload: l.MaxUpload, Pause: l.UploadTimeout}
}
