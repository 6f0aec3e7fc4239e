// Coordinates windows that show the form of the same copy: one of them continues.

import * as keeping from "/js/keep.js";
import { store } from "/js/root.js";
import { passing } from "/js/stores.js";
import { windows } from "/js/windows.js";

// watchWindows reacts to what other windows do with the copy of a form.
export function watchWindows(sheet) {
	windows.addEventListener("message", ({ data }) => {
		if (!sheet.place) return;
		if (data.asks) {
			if (keeping.read(sheet.place) && !keeping.taken()) windows.postMessage({ here: sheet.place });
		} else if (data.here === sheet.place) {
			useOwnCopy(sheet); // a tab was duplicated
		} else if (data.place === sheet.place) {
			yieldCopy(sheet);
		}
	});

	// If two windows write to one copy all the same, as those of a duplicated tab do
	// for a moment, this one continues with a new one.
	addEventListener("storage", ({ key, newValue }) => {
		if (!sheet.place || key !== sheet.place || newValue === null) return;
		const same = keeping.read(sheet.place)?.text === sheet.text;
		sheet.setName(same ? sheet.name : keeping.newName());
		if (!same) sheet.keep();
	});
}

// useOwnCopy continues with a new copy.
function useOwnCopy(sheet) {
	const copy = keeping.read(sheet.place);
	sheet.setName(keeping.newName());
	if (copy?.text !== sheet.text) sheet.keep();
}

// yieldCopy leaves the copy to another window, unless the copy is not up to date.
function yieldCopy(sheet) {
	if (!sheet.kept) return useOwnCopy(sheet);
	sheet.release();
	if (passing.read(store + ":small")) close();
}
