package main

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// options are the options of a run.
type options struct {
	dir         string // folder of generated blogs
	out         string // folder of the report
	sizes       []int  // sizes of the growing blog, in posts
	reading     int    // posts of the blog for reading and publishing
	pages       int    // different pages after which memory is measured
	connections int
	rounds      int
	round       time.Duration
	log         *slog.Logger // for progress
	quiet       *slog.Logger // for the program under test
}

// parseSizes parses a comma-separated list of numbers.
func parseSizes(text string) (sizes []int, err error) {
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < minimalSize {
			return nil, fmt.Errorf("-posts: %q is no number of posts; %d is the least", part, minimalSize)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// minimalSize is the smallest blog with full lists of every kind.
const minimalSize = 500
