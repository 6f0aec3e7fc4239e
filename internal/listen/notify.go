package listen

import (
	"context"
	"net"
	"time"
)

// Notifier tells systemd about the state of the program, see sd_notify(3). The zero
// Notifier does nothing.
type Notifier struct {
	Socket   string        // the value of NOTIFY_SOCKET
	Watchdog time.Duration // the watchdog's time-out, from WATCHDOG_USEC; zero if there is none
}

// Ready reports that requests are answered.
func (n Notifier) Ready() error { return n.say("READY=1") }

// Stopping reports that the program is about to end.
func (n Notifier) Stopping() error { return n.say("STOPPING=1") }

// Live calls well twice per time-out of the watchdog, and reports a sign of life each
// time that well succeeds, until ctx ends.
func (n Notifier) Live(ctx context.Context, well func(context.Context) error) {
	if n.Socket == "" || n.Watchdog <= 0 {
		return
	}
	tick := time.NewTicker(n.Watchdog / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		asked, cancel := context.WithTimeout(ctx, n.Watchdog/2)
		if well(asked) == nil {
			_ = n.say("WATCHDOG=1") // systemd restarts who is not heard
		}
		cancel()
	}
}

func (n Notifier) say(state string) error {
	if n.Socket == "" {
		return nil
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.Socket, Net: "unixgram"}) // a name with @ is in the abstract namespace
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte(state))
	return err
}
