// Puts words into a field so that undo takes them out again, as it does what is
// typed, and tells the form by the same event.
//
// What a script sets as a value, or by setRangeText, is no step of Chromium's
// undo; an editing command's work is one in every browser. insertText alone
// would do, but Chromium inserts line after line with it, an event for each, in
// a time that grows with the square: twenty kilobytes take two seconds. Text
// that is written as HTML it inserts at once. Firefox has that command for no
// text field, says so, and is quick with the other one.

// put puts text in the place of a part of a field, or of all that it holds. The
// field has the focus then, if it can have it, and the cursor stands behind the
// text. Whatever becomes of undo, the text is there.
export function put(field, text, start = 0, end = field.value.length) {
	const wanted = field.value.slice(0, start) + text + field.value.slice(end);
	if (field.value === wanted) return;
	field.focus({ preventScroll: true });
	const active = document.activeElement === field; // not if it is folded away
	if (active) {
		field.setSelectionRange(start, end);
		insert(text);
	}
	if (field.value !== wanted) {
		field.value = wanted;
		field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
	}
	if (active) field.setSelectionRange(start + text.length, start + text.length);
}

// insert puts text in the place of what is selected. Firefox takes the insertion
// of nothing for done, and does nothing.
function insert(text) {
	if (!text) document.execCommand("delete");
	else if (!text.includes("\n") || !document.execCommand("insertHTML", false, escaped(text))) document.execCommand("insertText", false, text);
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
