// Package pocket reads Pocket's exports: CSV files of saved links and JSON files of
// highlighted passages, both in one zip, and the older HTML page of links.
//
// format.go distinguishes them; csv.go, annotations.go and page.go read each. A
// passage belongs to the page that it was highlighted in: the reader of a CSV file
// looks for passages in the files beside it, and the reader of passages skips those
// that were imported in that way.
package pocket
