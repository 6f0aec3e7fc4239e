package killtest

import "syscall"

// renameat2 is missing in package syscall.
const renameat2 = 316

// nameCalls change what is in a folder.
var nameCalls = []uintptr{
	syscall.SYS_RENAME, syscall.SYS_RENAMEAT, renameat2, syscall.SYS_UNLINK, syscall.SYS_UNLINKAT, syscall.SYS_RMDIR, syscall.SYS_MKDIR, syscall.SYS_MKDIRAT,
}
