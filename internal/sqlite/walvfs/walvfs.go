// Package walvfs makes SQLite write a transaction with few system calls, and notice a
// disk that keeps no locks.
//
// SQLite appends every page of a transaction to the write-ahead log (WAL) with two
// calls: one for the frame's header of 24 bytes, one for the page. A post changes
// about forty pages. The VFS of this package is the system's own, except that it
// collects consecutive writes to the WAL and passes them on together.
//
// Other connections, other processes and recovery after a crash can't tell the
// difference. Collected frames are written
//   - before the WAL is synced. With synchronous=FULL, which connections have to use,
//     SQLite does this at the end of each transaction, before the index of the WAL
//     refers to it; if the write fails, so does the transaction;
//   - before the WAL is read, truncated, closed or asked for its size;
//   - before the connection releases the lock to write, because then another one may
//     write at the same place. These are frames of a transaction that was rolled
//     back.
//
// To SQLite, a disk that keeps no locks looks like a program that holds one, and it
// tries again and again, for ten seconds with each transaction. With this VFS it fails
// at once, with the code that it would give up with, SQLITE_PROTOCOL.
//
// The formats and rules are SQLite's: https://sqlite.org/fileformat2.html#walformat,
// https://sqlite.org/walformat.html#wal_locks and
// https://sqlite.org/c3ref/io_methods.html.
package walvfs

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const name = "pullquote-wal"

// Name registers the VFS for the process, if that was not done, and returns its name
// for the parameter vfs of a data source name.
func Name() string { return register() }

// vfs is the registered VFS, in memory of C.
type vfs struct {
	sqlite3.Tsqlite3_vfs
	system uintptr // method xOpen of the system's VFS
	behind uintptr // where in a file's memory the part of this package begins, in bytes
}

// register registers the VFS and returns its name. SQLite keeps it until the process
// ends.
var register = sync.OnceValue(func() string {
	tls := libc.NewTLS()
	plain := at[sqlite3.Tsqlite3_vfs](sqlite3.Xsqlite3_vfs_find(tls, 0))
	address := libc.Xcalloc(tls, 1, sqlite3.Tsize_t(unsafe.Sizeof(vfs{})))
	v := at[vfs](address)
	*v = vfs{*plain, plain.FxOpen, uintptr(plain.FszOsFile+7) &^ 7}
	v.FpNext = 0
	v.FzName, _ = libc.CString(name) // fails for names that contain NUL
	v.FszOsFile = int32(v.behind + unsafe.Sizeof(file{}))
	set(&v.FxOpen, open)
	sqlite3.Xsqlite3_vfs_register(tls, address, 0)
	return name
})

// open opens a file as the system does, and replaces methods of databases and WALs.
func open(tls *libc.TLS, self, path, handle uintptr, flags int32, outFlags uintptr) int32 {
	v := at[vfs](self)
	rc := call[openFunc](v.system)(tls, self, path, handle, flags, outFlags)
	if rc != sqlite3.SQLITE_OK || flags&(sqlite3.SQLITE_OPEN_MAIN_DB|sqlite3.SQLITE_OPEN_WAL) == 0 {
		return rc
	}
	methods := &at[sqlite3.Tsqlite3_file](handle).FpMethods
	f := at[file](handle + v.behind)
	*f = file{methods: *at[sqlite3.Tsqlite3_io_methods](*methods), system: *at[sqlite3.Tsqlite3_io_methods](*methods)}
	*methods = handle + v.behind
	if flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0 {
		set(&f.methods.FxShmLock, shmLock)
		return rc
	}
	f.database = sqlite3.Xsqlite3_database_file_object(tls, path)
	fileOf(f.database).wal = handle
	set(&f.methods.FxClose, closeWAL)
	set(&f.methods.FxRead, read)
	set(&f.methods.FxWrite, write)
	set(&f.methods.FxTruncate, truncate)
	set(&f.methods.FxSync, syncWAL)
	set(&f.methods.FxFileSize, fileSize)
	return rc
}
