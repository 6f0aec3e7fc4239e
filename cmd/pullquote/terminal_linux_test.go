package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal opens a terminal: the end that a person types at, and the program's.
func terminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminal can be opened here: %v", err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}

// shows reports whether a terminal shows what is typed.
func shows(t *testing.T, terminal *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// hidden waits until a terminal does not show what is typed any more.
func hidden(t *testing.T, terminal *os.File) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); shows(t, terminal); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody asks for a password")
		}
	}
}

func TestWhoThinksBetterOfAPasswordGetsTheTerminalBack(t *testing.T) {
	data := blogIn(t)
	_, program := terminal(t)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var said bytes.Buffer
	left := make(chan int, 1)
	go func() { left <- run(ctx, []string{"user", "passwd", "--data", data, "u"}, program, &said, &said) }()
	hidden(t, program)
	interrupt()
	select {
	case code := <-left:
		if code != exitFailed || said.String() != "Password: \npullquote: interrupted\n" {
			t.Errorf("it leaves with %d and says %q", code, &said)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on waiting")
	}
	if !shows(t, program) {
		t.Error("the terminal shows nothing more")
	}
}

func TestAPasswordIsAskedForTwiceAndNotShown(t *testing.T) {
	data := blogIn(t)
	person, program := terminal(t)
	var said bytes.Buffer
	left := make(chan int, 1)
	go func() {
		left <- run(t.Context(), []string{"user", "passwd", "--data", data, "u"}, program, &said, program)
	}()
	out := bufio.NewReader(person)
	for _, prompt := range []string{"Password: ", "Again: "} {
		if got, err := out.ReadString(' '); err != nil || got != prompt {
			t.Fatalf("it asks %q (%v)", got, err)
		}
		hidden(t, program)
		if _, err := person.WriteString("another long password\n"); err != nil {
			t.Fatal(err)
		}
		if line, err := out.ReadString('\n'); err != nil || line != "\r\n" {
			t.Fatalf("it shows %q (%v)", line, err)
		}
	}
	if code := <-left; code != exitDone {
		t.Errorf("it leaves with %d and says %q", code, &said)
	}
}
