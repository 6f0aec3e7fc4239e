package walvfs

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Types of the methods in tables of C, where they are pointers to values of these
// types.
type (
	openFunc     = func(tls *libc.TLS, vfs, path, handle uintptr, flags int32, outFlags uintptr) int32
	closeFunc    = func(tls *libc.TLS, handle uintptr) int32
	transferFunc = func(tls *libc.TLS, handle, data uintptr, n int32, offset int64) int32
	truncateFunc = func(tls *libc.TLS, handle uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, handle uintptr, flags int32) int32
	fileSizeFunc = func(tls *libc.TLS, handle, size uintptr) int32
	shmLockFunc  = func(tls *libc.TLS, handle uintptr, offset, n, flags int32) int32
)

// call returns the function of a method.
func call[F any](method uintptr) F {
	return *(*F)(unsafe.Pointer(&method))
}

// set makes a function a method. The function must not be a closure: C holds the only
// reference to it.
func set[F any](method *uintptr, f F) {
	*method = *(*uintptr)(unsafe.Pointer(&f))
}

// at returns what is at an address in memory of C, which the garbage collector
// neither moves nor frees.
func at[T any](address uintptr) *T {
	return *(**T)(unsafe.Pointer(&address))
}

// bytesAt returns n bytes at an address in memory of C.
func bytesAt(address uintptr, n int32) []byte {
	return unsafe.Slice(at[byte](address), n)
}

// fileOf returns what this package knows of an open file.
func fileOf(handle uintptr) *file {
	return at[file](at[sqlite3.Tsqlite3_file](handle).FpMethods)
}
