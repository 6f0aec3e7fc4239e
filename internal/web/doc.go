// Package web serves the blog over HTTP. It is the only part of the program that
// uses echo.
//
// routes.go lists every address. Each handler parses the request, makes one call to
// the gate, the store or auth, and renders one page; the rules live in those
// packages. location.go knows where the blog is reached, and through which proxies.
// model.go turns posts into view models. form.go parses the form on which a post is
// written, formpage.go renders it. fail.go turns every error into a page or, where
// the author's words would be lost, into the form that contains them.
//
// What wraps all handlers (the log, recovery, security headers, the rejection of
// cross-site writes) is net/http middleware, assembled in server.go, so that it
// protects whatever else is mounted, too.
package web
