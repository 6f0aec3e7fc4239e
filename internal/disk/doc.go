// Package disk writes files that are either complete or absent: a temporary file
// gets its name once it is whole and synced. It also locks folders against other
// programs, checks where files may be written, and measures free space.
package disk
