package killtest

import "syscall"

// nameCalls change what is in a folder. Later architectures have only those
// that begin at a folder.
var nameCalls = []uintptr{syscall.SYS_RENAMEAT, syscall.SYS_UNLINKAT, syscall.SYS_MKDIRAT}
