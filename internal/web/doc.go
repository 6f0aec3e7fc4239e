// Package web is the browser's door: the only part of the program that knows
// echo.
//
// routes.go lists every address; each handler parses the request, makes one
// call to the gate, the store or auth, and renders one page. Rules live below.
// model.go turns posts into what the pages show; form.go reads the form on which
// a post is written, formpage.go shows it. fail.go turns every error into a
// page, or, where words would be lost with it, into the form that holds them. What stands around all handlers — log, recovery, security
// headers, the refusal of cross-site writes — is net/http middleware in
// server.go, so that whatever else is mounted is guarded alike.
package web
