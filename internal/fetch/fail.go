package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"

	"pullquote/internal/blog"
)

// hopError is an error at one host in a chain of redirects.
type hopError struct {
	host string
	err  error
}

func (e *hopError) Error() string { return e.host + ": " + e.err.Error() }
func (e *hopError) Unwrap() error { return e.err }

// failure turns an error into a *blog.Error for the person who waits. If ctx, the
// caller's, was cancelled, it returns the error of ctx instead.
func failure(ctx context.Context, host string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("fetch from %s: %w", host, ctx.Err())
	}
	if e, ok := errors.AsType[*blog.Error](err); ok {
		return e
	}
	if hop, ok := errors.AsType[*hopError](err); ok {
		host = hop.host
	}
	e := explain(host, err)
	e.Err = err
	return e
}

// explain returns an error with a sentence that says why a fetch from a host failed.
func explain(host string, err error) *blog.Error {
	dns, isDNS := errors.AsType[*net.DNSError](err)
	certificate, isTLS := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return &blog.Error{Kind: blog.Forbidden, Message: "%s is not at a port where pages are served (80, 443, 8080, 8443). If it is yours, allow it with --allow-hosts.", Args: []any{host}}
	case errors.Is(err, errLocal), errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		return &blog.Error{Kind: blog.Forbidden, Message: "%s leads into a private network. If it is yours, allow it with --allow-hosts.", Args: []any{host}}
	case isDNS && dns.IsNotFound:
		return unavailable("There is no host %s. Check the address, or type the title by hand.", host)
	case isDNS:
		return unavailable("The name %s could not be looked up just now. Try again, or type the title by hand.", host)
	case isTLS:
		return explainCertificate(host, certificate)
	case errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return unavailable("%s did not answer in time. Try again, or type the title by hand.", host)
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return unavailable("%s can't be reached just now. Try again, or type the title by hand.", host)
	case strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return unavailable("%s does not speak https as it should. Check the address, or type the title by hand.", host)
	}
	return unavailable("%s sent nothing that can be read. Try again, or type the title by hand.", host)
}

func explainCertificate(host string, err *tls.CertificateVerificationError) *blog.Error {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return unavailable("%s has a certificate that ran out or is not valid yet, so what it sends can't be trusted. Type the title by hand.", host)
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return unavailable("%s has a certificate for another name, so what it sends can't be trusted. Type the title by hand.", host)
	}
	return unavailable("%s has a certificate from nobody whom this machine knows (--ca-file adds one), so what it sends can't be trusted. Type the title by hand.", host)
}

func timedOut(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}

// unavailable returns an error of kind Unavailable.
func unavailable(format string, args ...any) *blog.Error {
	return &blog.Error{Kind: blog.Unavailable, Message: format, Args: args}
}

// refusal returns an error for a response that is not a page, by its headers and status,
// else nil.
func refusal(host string, res *http.Response) error {
	if by := mitigation(res.Header); by != "" {
		return challenged(host, errors.New(by))
	}
	status := res.StatusCode
	answer := strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	switch {
	case status == http.StatusNotFound, status == http.StatusGone:
		return unavailable("%s says that there is no such page (%s). Check the address, or type the title by hand.", host, answer)
	case status == http.StatusUnauthorized, status == http.StatusPaymentRequired, status == http.StatusForbidden, status == http.StatusUnavailableForLegalReasons:
		return unavailable("%s does not show the page to programs (%s). Type the title by hand.", host, answer)
	case status == http.StatusTooManyRequests, status >= 500:
		return unavailable("%s does not show the page just now (%s). Try again later, or type the title by hand.", host, answer)
	case status < 200, status >= 300:
		return unavailable("%s answered with %s instead of the page. Type the title by hand.", host, answer)
	}
	return nil
}
