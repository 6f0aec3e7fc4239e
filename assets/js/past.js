// The form in the window's history: loaded again, come back to, or kept whole by
// the browser meanwhile. An entry of the history holds the name of its form's
// copy, and the server's name of the form. See docs/decisions/0008-native-forms.md.

import { typed } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import { at } from "/js/root.js";
import { becameOf, sentAs } from "/js/sent.js";

// before are the names that the form had here before, none if the page is new.
const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const before = (!isNew && history.state?.pq) || {};

// leadOn leads to the form of the post that a form has become which is here
// again: sent once more, its words would make a second one. If there is more in
// the form, it bears the name by which the server tells that. It reports whether
// it leads away.
export function leadOn(sheet, name = sheet.field("copy").value || before.name) {
	const became = becameOf(name, typed(sheet.form, sheet.saved));
	if (became?.whole) {
		history.replaceState({ ...history.state, pq: null }, "");
		location.replace(at(`/posts/${became.post}/edit`));
	} else if (became?.key && sheet.isNew) {
		sheet.field("key").value = became.key;
	}
	return Boolean(became?.whole);
}

// comeBack goes on with the copy of a form that was sent and is here again,
// unless that holds what the page does not know: who typed on while it was on
// its way, or has loaded an old page again, finds that beside this.
export function comeBack(sheet) {
	const sentBack = sheet.field("copy").value;
	const name = sentBack || before.name;
	const copy = keeping.named(name);
	const sent = sentAs(name);
	if (copy && (copy.text === sheet.text || (sentBack && copy.text === sent.text))) {
		sheet.be(name);
		sheet.brought = copy.brought.slice(sent.brought);
	} else if (!recall(sheet)) {
		sheet.be(keeping.newName());
	}
}

// recall goes on with the copy of the form that stood in this place of the
// window's history before, if that, or what was sent from there, holds all that
// the page does. Of what was typed, browsers put some back into a page that is
// loaded again, or nothing. Where a draft's form had taken the place of a new
// one's, the copy is the draft's, and is offered.
function recall(sheet) {
	const copy = keeping.named(before.name);
	if (!copy || !isOf(copy, sheet)) return false;
	const here = typed(sheet.form, sheet.saved);
	if (![copy, sentAs(before.name)].some((words) => keeping.holds(words, here))) return false;
	sheet.lay(copy);
	sheet.be(before.name);
	sheet.brought = copy.brought;
	return true;
}

// isOf reports whether a copy's words are those of the form's post, or of the one
// that the form becomes.
function isOf(copy, sheet) {
	return copy.post === sheet.form.dataset.post || keeping.keyOf(copy) === sheet.field("key").value;
}

// wake goes on with a page that the browser has kept whole and shows again: it
// knows nothing of what came after it. It reports whether the form is still here.
export function wake(sheet) {
	const { name } = sheet;
	const copy = keeping.read(sheet.place);
	sheet.leaving = false;
	if (leadOn(sheet, name)) return false;
	sheet.be(copy && copy.text !== sheet.text ? keeping.newName() : name);
	return true;
}

// notice goes on with what the browser has put back into a page that was loaded
// again. It reports whether there was such.
export function notice(sheet) {
	if (sheet.isSeen || leadOn(sheet, before.name)) return false;
	if (!recall(sheet)) {
		if (before.key && sheet.isNew) sheet.field("key").value = before.key;
		sheet.be(keeping.newName());
	}
	sheet.keep();
	return true;
}
