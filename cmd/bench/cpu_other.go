//go:build !unix

package main

import "time"

// processorTime returns 0, since the time is not available here.
func processorTime() time.Duration { return 0 }
