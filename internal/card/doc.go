// Package card draws the picture that other sites show of a post that is passed
// on there: headline, the source's domain, the quoted words, in the blog's own
// type and colours, 1200 by 630 pixels (https://ogp.me).
//
// Text is shaped and broken into lines by go-text, which knows Arabic's joins
// and the order of Hebrew; its outlines are filled here. What no typeface in
// fonts has letters for, Chinese for instance, is left out: a card without its
// headline looks made on purpose, one with empty boxes does not.
//
// Draw is a pure function: the same post always comes to the same bytes.
package card
