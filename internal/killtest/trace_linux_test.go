package killtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"unsafe"
)

// kinds are the system calls that change what is on the disk, by the name that
// a test bears.
var kinds = map[string][]uintptr{
	"write":    {syscall.SYS_PWRITE64, syscall.SYS_PWRITEV, syscall.SYS_WRITE},
	"sync":     {syscall.SYS_FSYNC, syscall.SYS_FDATASYNC},
	"truncate": {syscall.SYS_FTRUNCATE},
	"name":     nameCalls, // make, rename and remove files
}

// cut says before which system call a program is killed.
type cut struct {
	calls []uintptr
	at    int64 // the how manieth of them, once it is armed; 0 kills at none

	armed atomic.Bool
	seen  atomic.Int64
	code  int // what the program left with, if it was not killed
}

// See ptrace(2); package syscall lacks these.
const (
	ptraceGetSyscallInfo = 0x420e
	ptraceExitKill       = 0x100000
	wNoThread            = 0x20000000 // __WNOTHREAD
	wAll                 = 0x40000000 // __WALL
	callEntered          = 1
)

// callInfo is the beginning of struct ptrace_syscall_info.
type callInfo struct {
	op                  uint8
	_                   [3]uint8
	arch                uint32
	instruction, stack_ uint64
	number              uint64
	first               uint64 // argument
	_                   [7]uint64
}

// follow starts a program and follows its system calls, of all its threads,
// until it ends, by itself or killed by the cut. It tells whether it was cut.
// It is to be called on a goroutine that does nothing else: the kernel lets one
// thread alone follow a program.
func (c *cut) follow(cmd *exec.Cmd, started func()) (wasCut bool, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	pid := cmd.Process.Pid
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, wAll, nil); err != nil {
		return false, err
	}
	if err := syscall.PtraceSetOptions(pid, syscall.PTRACE_O_TRACECLONE|syscall.PTRACE_O_TRACESYSGOOD|ptraceExitKill); err != nil {
		return false, err
	}
	started()
	if err := syscall.PtraceSyscall(pid, 0); err != nil {
		return false, err
	}
	for {
		thread, err := syscall.Wait4(-pid, &status, wAll|wNoThread, nil)
		if err == syscall.EINTR {
			continue
		}
		if err == syscall.ECHILD { // the last thread has ended
			return wasCut, nil
		}
		if err != nil {
			return wasCut, err
		}
		if thread == pid && status.Exited() {
			c.code = status.ExitStatus()
		}
		if !status.Stopped() {
			continue
		}
		signal := 0
		switch {
		case status.StopSignal() == syscall.SIGTRAP|0x80:
			if !wasCut && c.here(thread) {
				wasCut = true
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		case status.StopSignal() != syscall.SIGTRAP && status.StopSignal() != syscall.SIGSTOP:
			signal = int(status.StopSignal())
		}
		_ = syscall.PtraceSyscall(thread, signal) // it may be gone
	}
}

// here reports whether the thread enters the system call at which to kill.
func (c *cut) here(thread int) bool {
	if !c.armed.Load() {
		return false
	}
	var info callInfo
	_, _, errno := syscall.Syscall6(syscall.SYS_PTRACE, ptraceGetSyscallInfo, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 || info.op != callEntered || !slices.Contains(c.calls, uintptr(info.number)) {
		return false
	}
	if info.number == syscall.SYS_WRITE && !onDisk(thread, info.first) {
		return false
	}
	return c.seen.Add(1) == c.at
}

// onDisk reports whether a program's descriptor is a file that it has opened,
// not a connection, a pipe, or what it was started with.
func onDisk(pid int, descriptor uint64) bool {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, descriptor))
	return err == nil && descriptor > 2 && filepath.IsAbs(path) && !strings.HasPrefix(path, "/dev/")
}

// canFollow skips a test where no program can be followed.
func canFollow(t *testing.T) {
	t.Helper()
	c := cut{calls: kinds["write"]}
	done := make(chan error, 1)
	go func() {
		_, err := c.follow(exec.Command(binary, "version"), func() {})
		done <- err
	}()
	if err := <-done; err != nil {
		t.Skipf("system calls can't be followed here: %v", err)
	}
}

// serveCut starts the server to be cut. It serves when it is given back, unless
// it was cut before; cutting is armed from the start if early is set.
func serveCut(t *testing.T, data string, c *cut, early bool) (p *program, wasCut func() bool) {
	t.Helper()
	c.armed.Store(early)
	p = &program{t: t, data: data, out: newShown(), log: newShown(), ended: make(chan struct{})}
	p.cmd = exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--data", data)
	out, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout, p.cmd.Stderr = write, out
	p.cmd.Env = append(p.cmd.Environ(), "TZ=UTC")
	began := make(chan struct{})
	var was bool
	go func() {
		defer close(p.ended)
		var err error
		if was, err = c.follow(p.cmd, func() { close(began) }); err != nil {
			fmt.Fprintln(p.log, "following it:", err)
		}
		write.Close()
		out.Close()
	}()
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := read.Read(buffer)
			_, _ = p.out.Write(buffer[:n])
			if err != nil {
				read.Close()
				return
			}
		}
	}()
	select {
	case <-began:
	case <-p.ended:
		t.Fatalf("the program was not started: %s", p.log)
	}
	t.Cleanup(p.kill)
	if !p.ready(30e9) && !early {
		log, _ := os.ReadFile(out.Name())
		t.Fatalf("the program did not start:\n%s%s", p.log, log)
	}
	return p, func() bool { <-p.ended; return was }
}

// command runs a command of the program to be cut, with its input and output
// in files: nobody waits for pipes. It returns what it printed, and whether it
// came to a good end.
func (c *cut) command(t *testing.T, data, input string, args ...string) (printed string, wasCut, done bool) {
	t.Helper()
	c.armed.Store(true)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in"), []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(filepath.Join(dir, "in"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command(binary, append(args, "--data", data)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, out
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		wasCut, err = c.follow(cmd, func() {})
	}()
	<-ended
	text, readErr := os.ReadFile(out.Name())
	if err != nil || readErr != nil {
		t.Fatal(err, readErr)
	}
	if !wasCut && c.code != 0 {
		t.Errorf("%v ended with %d: %s", args, c.code, text)
	}
	return string(text), wasCut, !wasCut && c.code == 0
}
