package walvfs

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// room is the size of the buffer in bytes: 31 frames, each a header and a page.
	// SQLite's VFS for Unix writes less than 128 KB at once.
	room = 31 * (24 + 4096)

	// writeLock is the number of the lock that a connection holds while it writes to
	// the WAL.
	writeLock = 0
)

// file is what this package knows of an open file. It lies in memory of C, behind the
// system's own data of the file, so it must not contain pointers of Go, which the
// garbage collector would not see.
type file struct {
	methods sqlite3.Tsqlite3_io_methods // first: the file's pointer to its methods leads here
	system  sqlite3.Tsqlite3_io_methods // methods of the system's VFS

	wal      uintptr // of a database: the handle of its WAL; 0 if none is open
	database uintptr // of a WAL: the handle of its database

	// Of a WAL: the consecutive bytes that are not written yet.
	buffer uintptr // in memory of C, room bytes; 0 until the first write
	start  int64   // their place in the WAL
	length int32
}

// flush writes what was collected. If that fails, it is lost, and its transaction
// fails with the code that flush returns.
func (f *file) flush(tls *libc.TLS, handle uintptr) int32 {
	if f.length == 0 {
		return sqlite3.SQLITE_OK
	}
	n := f.length
	f.length = 0
	return call[transferFunc](f.system.FxWrite)(tls, handle, f.buffer, n, f.start)
}

// write collects n bytes at an offset of the WAL.
func write(tls *libc.TLS, handle, data uintptr, n int32, offset int64) int32 {
	f := fileOf(handle)
	if f.length > 0 && (offset != f.start+int64(f.length) || n > room-f.length) {
		if rc := f.flush(tls, handle); rc != sqlite3.SQLITE_OK {
			return rc
		}
	}
	if f.buffer == 0 {
		f.buffer = libc.Xmalloc(tls, room)
	}
	if f.buffer == 0 || n > room {
		return call[transferFunc](f.system.FxWrite)(tls, handle, data, n, offset)
	}
	if f.length == 0 {
		f.start = offset
	}
	copy(bytesAt(f.buffer+uintptr(f.length), n), bytesAt(data, n))
	f.length += n
	return sqlite3.SQLITE_OK
}

func read(tls *libc.TLS, handle, data uintptr, n int32, offset int64) int32 {
	f := fileOf(handle)
	if rc := f.flush(tls, handle); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[transferFunc](f.system.FxRead)(tls, handle, data, n, offset)
}

func truncate(tls *libc.TLS, handle uintptr, size int64) int32 {
	f := fileOf(handle)
	if rc := f.flush(tls, handle); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[truncateFunc](f.system.FxTruncate)(tls, handle, size)
}

func syncWAL(tls *libc.TLS, handle uintptr, flags int32) int32 {
	f := fileOf(handle)
	if rc := f.flush(tls, handle); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[syncFunc](f.system.FxSync)(tls, handle, flags)
}

func fileSize(tls *libc.TLS, handle, size uintptr) int32 {
	f := fileOf(handle)
	if rc := f.flush(tls, handle); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[fileSizeFunc](f.system.FxFileSize)(tls, handle, size)
}

func closeWAL(tls *libc.TLS, handle uintptr) int32 {
	f := fileOf(handle)
	rc := f.flush(tls, handle)
	fileOf(f.database).wal = 0
	libc.Xfree(tls, f.buffer)
	if closed := call[closeFunc](f.system.FxClose)(tls, handle); rc == sqlite3.SQLITE_OK {
		rc = closed
	}
	return rc
}

// shmLock acquires or releases locks of the WAL, which are methods of the database's
// file.
func shmLock(tls *libc.TLS, handle uintptr, offset, n, flags int32) int32 {
	f := fileOf(handle)
	if flags&sqlite3.SQLITE_SHM_UNLOCK != 0 && offset == writeLock && f.wal != 0 {
		// A committed transaction was synced. What is left was rolled back, and
		// nothing is lost if it can't be written.
		fileOf(f.wal).flush(tls, f.wal)
	}
	forgetFailure(tls)
	rc := call[shmLockFunc](f.system.FxShmLock)(tls, handle, offset, n, flags)
	if rc == sqlite3.SQLITE_BUSY && lockless(tls) {
		return sqlite3.SQLITE_PROTOCOL
	}
	return rc
}
