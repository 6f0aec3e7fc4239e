// Package card draws the picture that other sites show of a post that is passed
// on there (https://ogp.me): headline, domain, the quoted words, and at the foot
// whose blog it is; in the typeface and the colours of the pages.
//
// A text is measured once, as advances of its characters, and then broken into
// lines at any size by adding up; only the lines that are shown are shaped
// again and filled. Shaping is go-text's, which knows how Arabic joins and how
// Devanagari stacks. The typefaces are in fonts.
//
// No card shows empty boxes. What no typeface has a letter for is left out; a
// text that is mostly of such letters, in Chinese for instance, is left out as a
// whole, and the next best takes its place, in the end a quotation mark.
//
// There is no I/O and no clock: the same post always comes to the same bytes.
package card
