// Package auth decides who is who: passwords, sessions, the first set-up and
// the slowing of those who guess.
//
// Passwords are stored as argon2id hashes, and one is computed at a time, so
// that a flood of sign-ins can't eat the memory. A session is 32 random bytes
// in the browser and their SHA-256 in the database: who reads the database
// can't sign in with it. It lives for SessionLife after the last visit, on any
// address.
//
// Wrong passwords are counted twice. An address that brings too many is
// refused for a while, longer each time. An account that gets too many is
// answered late, but it is answered: its owner, who knows the password, gets
// in while others hammer. A fault in the user name and one in the password
// cost the same time and have the same sentence.
//
// Values that hold a secret print as REDACTED, in logs and everywhere else.
package auth
