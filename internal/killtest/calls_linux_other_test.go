//go:build linux && !amd64

package killtest

import "syscall"

// nameCalls change what is in a folder. Of renaming, package syscall does not
// know the call on every machine.
var nameCalls = []uintptr{syscall.SYS_UNLINKAT, syscall.SYS_MKDIRAT}
