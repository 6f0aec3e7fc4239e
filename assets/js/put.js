// Inserts text into a field such that it can be undone like typed text, and fires
// the same event.
//
// Chromium's undo ignores what a script sets by value or setRangeText; editing
// commands can be undone in every browser. insertText would suffice, but Chromium
// executes it line by line, with an event for each, in quadratic time: twenty
// kilobytes take two seconds. With insertHTML it inserts all at once. Firefox does
// not support insertHTML in text fields, returns false, and is fast with insertText.

// put replaces a part of a field, or all of its text. If the field can have the
// focus, it gets it, and the cursor is placed after the text. The text is inserted
// even if it can't be undone.
export function put(field, text, start = 0, end = field.value.length) {
	const wanted = field.value.slice(0, start) + text + field.value.slice(end);
	if (field.value === wanted) return;
	field.focus({ preventScroll: true });
	const active = document.activeElement === field; // not if it is in a closed details element
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

// insert replaces the selection. Firefox ignores the insertion of an empty text.
function insert(text) {
	if (!text) document.execCommand("delete");
	else if (!text.includes("\n") || !document.execCommand("insertHTML", false, escaped(text))) document.execCommand("insertText", false, text);
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
