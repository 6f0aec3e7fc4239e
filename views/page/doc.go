// Package page is what readers see: lists of posts, a post, errors, and the
// doors to the author's side: sign-in and set-up.
//
// A page is a struct of ready values with a View; nothing is looked up while
// it renders.
package page
