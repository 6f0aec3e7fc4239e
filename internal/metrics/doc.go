// Package metrics counts, and writes what was counted in the text format that
// Prometheus reads (exposition format 0.0.4).
//
// Counters and histograms are atomics: to count costs a few nanoseconds and
// allocates nothing. Everything else is asked for when somebody reads: a family
// is written by whoever knows its values, line by line, into a Page.
package metrics
