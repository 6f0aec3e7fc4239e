package listen

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"pullquote/internal/blog"
)

// unixPrefix begins the address of a socket in the file system.
const unixPrefix = "unix:"

// UnixPath returns the path in an address such as unix:/run/pullquote.sock, and
// whether address has that form.
func UnixPath(address string) (path string, ok bool) { return strings.CutPrefix(address, unixPrefix) }

// CheckAddress reports what is wrong with an address to listen on. It has the form
// HOST:PORT, or unix: and the path of a socket.
func CheckAddress(address string) error {
	if path, ok := UnixPath(address); ok {
		if path == "" {
			return errors.New("unix: wants a file behind it, as in unix:/run/pullquote/pullquote.sock")
		}
		return nil
	}
	if address == "" {
		return errors.New("it is empty")
	}
	_, err := net.ResolveTCPAddr("tcp", address)
	return err
}

// socketMode gives access to a group, that of the proxy.
const socketMode = 0o660

// On listens on an address, as described for CheckAddress. It replaces a socket file
// that nobody listens on any more.
func On(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	path, ok := UnixPath(address)
	if !ok {
		return config.Listen(ctx, "tcp", address)
	}
	l, err := config.Listen(ctx, "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) && abandoned(ctx, path) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		l, err = config.Listen(ctx, "unix", path)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, socketMode); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// abandoned reports whether a file is a socket that nobody listens on.
func abandoned(ctx context.Context, path string) bool {
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSocket == 0 {
		return false
	}
	dialer := net.Dialer{Timeout: time.Second}
	c, err := dialer.DialContext(ctx, "unix", path)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// Reachable returns the HOST:PORT at which a program on this machine reaches a listener on
// the given one: the loopback address takes the place of an empty or unspecified host.
func Reachable(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// Client returns a client that sends all requests through the Unix socket at path.
func Client(path string) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
}

// firstInherited is the first file descriptor that systemd hands over, see
// sd_listen_fds(3).
const firstInherited = 3

// Inherited returns the socket that systemd has opened for the program.
func Inherited() (net.Listener, error) {
	file := os.NewFile(firstInherited, "systemd's socket")
	defer file.Close()
	l, err := net.FileListener(file)
	if err != nil {
		return nil, &blog.Error{Kind: blog.Unavailable, Message: "The socket that systemd handed over can't be listened on. Look at ListenStream= in the socket unit.", Err: err}
	}
	if unix, ok := l.(*net.UnixListener); ok {
		unix.SetUnlinkOnClose(false) // it is systemd's
	}
	return l, nil
}

// Name returns the address of a listener in the form that On takes, for the log.
func Name(addr net.Addr) string {
	if addr.Network() == "unix" {
		return unixPrefix + addr.String()
	}
	return addr.String()
}
