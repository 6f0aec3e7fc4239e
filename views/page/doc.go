// Package page contains the pages that readers see: lists of posts, a post, errors,
// and the entrances to the author's side, sign-in and set-up.
//
// A page is a struct of finished values with a View method; rendering looks nothing
// up.
package page
