// Windows that have the form of the same words: one of them goes on with them.

import * as keeping from "/js/keep.js";
import { store } from "/js/root.js";
import { passing } from "/js/stores.js";
import { windows } from "/js/windows.js";

// heed minds what other windows do with the copy of a form.
export function heed(sheet) {
	windows.addEventListener("message", ({ data }) => {
		if (!sheet.place) return;
		if (data.asks) {
			if (keeping.read(sheet.place) && !keeping.taken()) windows.postMessage({ here: sheet.place });
		} else if (data.here === sheet.place) {
			part(sheet); // a tab was doubled
		} else if (data.place === sheet.place) {
			yieldTo(sheet);
		}
	});

	// Should two windows write to one copy all the same, as those of a doubled tab
	// do for a moment, this one goes on with another.
	addEventListener("storage", ({ key, newValue }) => {
		if (!sheet.place || key !== sheet.place || newValue === null) return;
		const same = keeping.read(sheet.place)?.text === sheet.text;
		sheet.be(same ? sheet.name : keeping.newName());
		if (!same) sheet.keep();
	});
}

// part goes on with a copy of its own.
function part(sheet) {
	const copy = keeping.read(sheet.place);
	sheet.be(keeping.newName());
	if (copy?.text !== sheet.text) sheet.keep();
}

// yieldTo leaves the words to another window, unless that knows less of them than
// this one.
function yieldTo(sheet) {
	if (!sheet.kept) return part(sheet);
	sheet.letGo();
	if (passing.read(store + ":small")) close();
}
