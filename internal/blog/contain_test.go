package blog_test

import (
	"errors"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestAPanicIsAnErrorWithASentenceAndAStack(t *testing.T) {
	err := blog.Contain(func() error { panic("no more herons") })
	faults := blog.Faults(err)
	if len(faults) != 1 || faults[0].Kind != blog.Internal || !strings.Contains(faults[0].Sentence(), "(no more herons)") {
		t.Fatalf("it is %v", err)
	}
	held, ok := errors.AsType[*blog.Panic](err)
	if !ok || !strings.Contains(held.Error(), "contain_test.go") || strings.Contains(faults[0].Sentence(), "goroutine") {
		t.Errorf("the stack belongs in the cause and nowhere else: %v", err)
	}
}

func TestWhatDoesNotPanicIsPassedOn(t *testing.T) {
	failed := errors.New("failed")
	if err := blog.Contain(func() error { return failed }); err != failed {
		t.Errorf("the error is %v", err)
	}
	if err := blog.Contain(func() error { return nil }); err != nil {
		t.Errorf("the error is %v", err)
	}
}
