// Package card draws the preview image that other sites show for a link to a post
// (https://ogp.me): headline, domain, quoted text, and the blog's name at the
// bottom, in the typeface and the colours of the pages.
//
// A text is measured once, as the advances of its characters, and then broken into
// lines at any size by adding these up; only the lines that are shown are shaped
// again and filled. Shaping is done by go-text, which supports joining in Arabic and
// stacking in Devanagari. The typefaces are in fonts.
//
// No card shows missing glyphs. Characters without a glyph are left out; a text that
// consists mostly of such characters, in Chinese for instance, is left out as a
// whole, and the next best text takes its place, or in the end a quotation mark.
//
// The package does no I/O and reads no clock: the same post always results in the
// same bytes.
package card
