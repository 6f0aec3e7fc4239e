package main

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// options are what a run is like.
type options struct {
	dir         string // where generated blogs are kept
	out         string // where the report goes
	sizes       []int  // of the growing blog, in posts
	reading     int    // posts of the blog that is read and written
	pages       int    // different pages after which memory is looked at
	connections int
	rounds      int
	round       time.Duration
	log         *slog.Logger // for what is being done
	quiet       *slog.Logger // for the program that is measured
}

// parseSizes reads numbers with commas between them.
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

// minimalSize is the least blog that has full lists of every kind.
const minimalSize = 500
