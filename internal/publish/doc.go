// Package publish is the one gate through which words come onto the blog.
//
// The form, the command line and the importers all hand their posts to a Gate.
// It puts what a person typed in order, holds it against the rules of package
// blog, has package markup make the finished HTML, pairs captured passages
// with the quotes they became, and gives the whole to the store in one
// transaction. Nothing else inserts or changes a post, so a rule that holds
// here holds everywhere.
package publish
