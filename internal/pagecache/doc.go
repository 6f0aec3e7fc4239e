// Package pagecache keeps finished answers: their bytes, compressed once for
// each encoding, with a strong ETag.
//
// An answer is good for one generation, a number that the owner gives and that
// changes with each commit, and beyond it as long as nothing is touched that the
// answer says it depends on: nothing is ever looked for and thrown out. While a
// page is being made, others who ask for it wait for that one. What is kept has a
// limit in bytes; what is good no more, and what nobody asked for a second time,
// goes first.
//
// The package knows neither the database nor the pages: it stands before an
// http.Handler.
package pagecache
