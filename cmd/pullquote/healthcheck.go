package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"pullquote/internal/listen"
)

type healthcheckCmd struct {
	Addr string `help:"Address and port that the blog listens on, or unix: and its socket. Default: ${default}." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// Help is shown below the flags.
func (healthcheckCmd) Help() string {
	return "It exits with 0 if the blog answers, can read its database and knows of no damage in it, with 1 if not: for container images without curl.\n\n" +
		"Example:\n  pullquote healthcheck --addr 127.0.0.1:8080"
}

// maxSays limits how much of the answer's body is shown, in bytes.
const maxSays = 200

// Run asks the blog for its health.
func (c *healthcheckCmd) Run(e *env) error {
	ctx, cancel := context.WithTimeout(e.ctx, 3*time.Second)
	defer cancel()
	if listen.CheckAddress(c.Addr) != nil {
		return usageErrorf("--addr %q is not HOST:PORT, nor unix: and a file; see pullquote healthcheck --help", c.Addr)
	}
	req, client, err := c.request(ctx)
	if err != nil {
		return usageErrorf("--addr %q: %w", c.Addr, err)
	}
	resp, err := client.Do(req)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // without the URL, which the operator did not type
		}
		return fmt.Errorf("the blog does not answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		says, _ := io.ReadAll(io.LimitReader(resp.Body, maxSays)) // the status says enough
		return fmt.Errorf("the blog is not well: it answers %s, %s", resp.Status, says)
	}
	e.stdout.did("the blog is well")
	fmt.Fprintln(e.stdout, "The blog is well.")
	return nil
}

// request returns the request for the blog's health, and the client to send it with.
func (c *healthcheckCmd) request(ctx context.Context) (*http.Request, *http.Client, error) {
	if path, ok := listen.UnixPath(c.Addr); ok {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/healthz", nil)
		return req, listen.Client(path), err
	}
	address, err := listen.Reachable(c.Addr)
	if err != nil {
		return nil, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
	return req, &http.Client{}, err
}
