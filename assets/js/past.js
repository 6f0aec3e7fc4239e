// Finds the copy of a form in the window's history, which may have been reloaded,
// navigated back to, or restored from the back/forward cache. A history entry holds
// the name of the form's copy, and the form's key. See
// docs/decisions/0008-native-forms.md.

import { typed } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import { at } from "/js/root.js";
import { becameOf, sentAs } from "/js/sent.js";

// before holds the names from the history entry, none if the page is new.
const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const before = (!isNew && history.state?.pq) || {};

// leaveIfSaved handles a form that was sent from here and saved as a post: sent
// again, it would make a second post. It redirects to the form of that post or, if
// this form contains more, sets the key by which the server recognises it. It
// reports whether it redirects.
export function leaveIfSaved(sheet, name = sheet.field("copy").value || before.name) {
	const became = becameOf(name, typed(sheet.form, sheet.saved));
	if (became?.whole) {
		history.replaceState({ ...history.state, pq: null }, "");
		location.replace(at(`/posts/${became.post}/edit`));
	} else if (became?.key && sheet.isNew) {
		sheet.field("key").value = became.key;
	}
	return Boolean(became?.whole);
}

// resumeCopy continues with the copy of a form that was sent and is shown again,
// unless the copy contains what the page does not: if the author typed on while it
// was being sent, or has reloaded an old page, the copy is offered instead.
export function resumeCopy(sheet) {
	const sentBack = sheet.field("copy").value;
	const name = sentBack || before.name;
	const copy = keeping.named(name);
	const sent = sentAs(name);
	if (copy && (copy.text === sheet.text || (sentBack && copy.text === sent.text))) {
		sheet.setName(name);
		sheet.brought = copy.brought.slice(sent.brought);
	} else if (!recall(sheet)) {
		sheet.setName(keeping.newName());
	}
}

// recall continues with the copy of the form that this history entry had before, if
// that, or what was sent from there, contains all that the page does: into a page
// that is loaded again browsers restore all, some or nothing of what was typed. If
// the form of a draft had replaced that of a new post, the copy is the draft's, and
// is offered instead.
function recall(sheet) {
	const copy = keeping.named(before.name);
	if (!copy || !isOf(copy, sheet)) return false;
	const here = typed(sheet.form, sheet.saved);
	if (![copy, sentAs(before.name)].some((words) => keeping.holds(words, here))) return false;
	sheet.fill(copy);
	sheet.setName(before.name);
	sheet.brought = copy.brought;
	return true;
}

// isOf reports whether a copy is of the form's post, or of the post that the form
// will become.
function isOf(copy, sheet) {
	return copy.post === sheet.form.dataset.post || keeping.keyOf(copy) === sheet.field("key").value;
}

// resumeFromCache continues with a page from the back/forward cache, which knows
// nothing of what happened since. It reports whether the form stays on the page.
export function resumeFromCache(sheet) {
	const { name } = sheet;
	const copy = keeping.read(sheet.place);
	sheet.leaving = false;
	if (leaveIfSaved(sheet, name)) return false;
	sheet.setName(copy && copy.text !== sheet.text ? keeping.newName() : name);
	return true;
}

// resumeReloaded continues with what the browser has restored into a page that was
// loaded again. It reports whether it has restored anything.
export function resumeReloaded(sheet) {
	if (sheet.isSeen || leaveIfSaved(sheet, before.name)) return false;
	if (!recall(sheet)) {
		if (before.key && sheet.isNew) sheet.field("key").value = before.key;
		sheet.setName(keeping.newName());
	}
	sheet.keep();
	return true;
}
