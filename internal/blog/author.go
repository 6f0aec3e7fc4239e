package blog

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of an author's record. MaxName, MaxUsername and MinPassword are in
// characters, MaxPassword is in bytes.
const (
	MaxName     = 200
	MaxUsername = 60
	MinPassword = 8
	MaxPassword = 1000
)

// AuthorID identifies an author.
type AuthorID int64

// Author is a person with posts on the blog. An author without a user name can't
// sign in: the name came from an imported archive.
type Author struct {
	ID       AuthorID
	Name     string // as shown beside posts
	Username string // for signing in; empty for one who can't
	Email    string
	Slug     string // in the address of the page with the author's posts; never changes
	Created  time.Time
}

// Path returns the address of the page with the author's posts.
func (a Author) Path() string { return "/author/" + a.Slug + "/" }

var username = regexp.MustCompile(`^[\pL\pN][\pL\pN._@+-]*$`)

// Validate reports all faults of an author who should be able to sign in, each as an
// *Error with its field (name, username, email), joined.
func (a Author) Validate() error {
	var faults []error
	switch n := utf8.RuneCountInString(a.Name); {
	case strings.TrimSpace(a.Name) == "":
		faults = append(faults, Fault("name", "Your name stands beside each post. Give one, a pen name if you like."))
	case n > MaxName:
		faults = append(faults, Fault("name", "The name has %d characters; %d is the most.", n, MaxName))
	}
	switch n := utf8.RuneCountInString(a.Username); {
	case a.Username == "":
		faults = append(faults, Fault("username", "Choose a user name to sign in with."))
	case n > MaxUsername:
		faults = append(faults, Fault("username", "The user name has %d characters; %d is the most.", n, MaxUsername))
	case !username.MatchString(a.Username):
		faults = append(faults, Fault("username", "A user name is made of letters, digits and . _ - @ +, and begins with a letter or digit."))
	}
	if err := CheckEmail(a.Email); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// FoldUsername returns the form in which user names are compared: names that differ
// only in case are equal, in any script and under Unicode's simple folding, so that
// the Kelvin sign equals k and the long s equals s. This is the relation of
// strings.EqualFold, as a string to store and look up.
func FoldUsername(username string) string { return strings.Map(foldRune, username) }

// foldRune returns the smallest rune among those that equal r under simple case
// folding.
func foldRune(r rune) rune {
	first := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		first = min(first, other)
	}
	return first
}

// CheckEmail reports why an email address is invalid, as an *Error of field email.
// The empty string is valid.
func CheckEmail(email string) error {
	if email == "" {
		return nil
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email {
		return &Error{Kind: Invalid, Field: "email", Message: "The email address can't be read. It should look like name@example.org; it may also be left out.", Err: err}
	}
	return nil
}

// CheckPassword reports why a new password is not acceptable, as an *Error of field
// password.
func CheckPassword(password string) error {
	switch n := len(password); {
	case utf8.RuneCountInString(password) < MinPassword:
		return Fault("password", "The password needs at least %d characters. A few words in a row make a good one.", MinPassword)
	case n > MaxPassword:
		return Fault("password", "The password is longer than %d bytes. Choose a shorter one.", MaxPassword)
	}
	return nil
}

// Session is a browser session of a signed-in author.
type Session struct {
	ID        int64
	AuthorID  AuthorID
	UserAgent string
	Created   time.Time
	Seen      time.Time // to the day
	Expires   time.Time
}
