// Package fetch is the one HTTP client through which the program reaches other hosts.
// It is guarded against server-side request forgery.
//
// Whoever types an address decides where this machine connects to, and so do every
// redirect and every answer of a name server. So an address is not judged by its
// spelling: it is normalized and its name is resolved, and the IP address that is
// about to be dialled is checked against the special-purpose networks, again for each
// hop. Hosts named with --allow-hosts are exempt, under the name given there only.
//
// Pages are fetched with limits on time, size and redirects, and converted to UTF-8;
// package metadata extracts their metadata. A page that is only a check for robots is
// recognised as such and reported as an error.
package fetch
