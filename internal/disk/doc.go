// Package disk is what the file system does for files that must never be half
// there: a temporary file takes its name when it is whole and on the disk, a
// lock tells who uses a folder, and the room that is left is known beforehand.
package disk
