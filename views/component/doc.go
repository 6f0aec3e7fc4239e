// Package component holds the parts that pages are made of: the article, the
// day, lists, fields, notices. Each file has a model and its component.
package component
