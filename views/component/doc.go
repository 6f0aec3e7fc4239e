// Package component contains the parts that pages are made of: the article, the
// day, lists, fields, notices. Each file defines a model and its component.
package component
