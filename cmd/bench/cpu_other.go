//go:build !unix

package main

import "time"

// processorTime returns nothing where it can't be told.
func processorTime() time.Duration { return 0 }
