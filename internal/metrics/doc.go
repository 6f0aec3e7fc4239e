// Package metrics writes metrics in the text format that Prometheus reads
// (exposition format 0.0.4).
//
// Histograms are atomics: observing a duration costs a few nanoseconds and allocates
// nothing. All other values are collected when the metrics are read: whoever knows
// them writes them to a Page.
package metrics
