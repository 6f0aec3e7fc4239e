// Package fetch is the one guarded client through which the program reaches
// the outside web.
//
// Whoever types an address decides where this machine connects to, and so does
// every page that redirects and every name server that answers. So nothing is
// judged by how an address is spelled: it is brought to one form, its name is
// looked up, and what is about to be dialled is held against the tables of
// special networks, for each hop and each answer anew. What the owner named
// with --allow-hosts is dialled all the same, under that name only.
//
// A page is taken with limits on time, size and redirects, made UTF-8, and
// asked what it says of itself, by package metadata. A page that checks for
// robots instead of showing itself is told from the page that was meant.
package fetch
