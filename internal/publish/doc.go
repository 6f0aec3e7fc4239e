// Package publish is the one gate through which posts are created and changed.
//
// The form, the command line and the importers all pass their posts to a Gate. It
// tidies what a person typed, validates it by the rules of package blog, has
// package markup render the HTML, pairs captured passages with the quotes in the
// text, and hands everything to the store in one transaction. Nothing else inserts
// or changes a post, so a rule that is enforced here holds everywhere.
package publish
