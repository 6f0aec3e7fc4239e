// Offers what was typed and never saved where it can be gone on with, and puts it
// back into the form.

import { goBehind } from "/js/begin.js";
import { capture } from "/js/capture.js";
import { about } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import * as offers from "/js/offers.js";
import { put } from "/js/put.js";
import { t } from "/js/words.js";

// offer lists what was typed here before and not saved, and, where writing
// begins, what was typed elsewhere.
export function offer(sheet) {
	offers.withdrawAll();
	const all = others(sheet);
	const here = all.filter((copy) => isOurs(copy, sheet));
	offers.offer(sheet.form, here, (copy) => ({
		sentence: t("What you typed here %s was not saved: “%s”", offers.when(copy.at), offers.firstWords(copy, ["body", "title", "url"])),
		name: t("Restore"),
		run: () => restore(sheet, copy),
	}));
	if (sheet.isNew && sheet.isStored) {
		offers.offerElsewhere(sheet.form, all.filter((copy) => !here.includes(copy)));
	}
}

// newest gives the last copy of words of the form, undefined if there is none.
export const newest = (sheet) => others(sheet).find((copy) => isOurs(copy, sheet));

// wanted gives the copy that the page was opened for.
export function wanted(sheet) {
	const place = location.hash.startsWith("#restore=") && decodeURIComponent(location.hash.slice("#restore=".length));
	const copy = place && others(sheet).find((copy) => copy.place === place);
	if (copy) history.replaceState(history.state, "", location.pathname + location.search);
	return copy;
}

// others gives the copies that are not of this form. Those that hold nothing, or
// what is stored, are of no use any more.
function others(sheet) {
	return keeping.copies().filter((copy) => {
		if (copy.place === sheet.place) return false;
		const spent = keeping.holdsNothing(copy) || (copy.text === sheet.saved && !copy.brought.length);
		if (spent) keeping.drop(copy.place);
		return !spent;
	});
}

// isOurs reports whether a copy is of words of the form's post, or of one that was
// opened for the same address.
function isOurs(copy, sheet) {
	const { post, opened } = about(sheet.form);
	if (copy.post === post) return post !== "0" || copy.opened === opened;
	return copy.post === "0" && keeping.keyOf(copy) === sheet.field("key").value;
}

// restore puts a copy's words into the form. What is typed there has a copy of
// its own, and is offered in turn.
export async function restore(sheet, found) {
	if (!sheet.isStored && !sheet.keep()) return;
	const before = { name: sheet.name, text: sheet.text, brought: sheet.brought, ...about(sheet.form) };
	if (!keeping.nameOf(found.place)) sheet.be(keeping.newName());
	letUndo(sheet, before, sheet.takeOver(found, put));
	offer(sheet);
	goBehind(sheet);
	if (sheet.brought.length && (await capture(sheet))) offer(sheet);
}

// letUndo lets undo, in a field of the form, take out all that a copy has put
// into it. That is offered again, whole.
function letUndo(sheet, before, copy) {
	const { form } = sheet;
	const [was, became] = [before, copy].map(({ text }) => new Map(JSON.parse(text)));
	const of = (words, field) => words.get(field.name) ?? "";
	form.addEventListener("input", takeBack, true);

	function takeBack({ inputType, target }) {
		const undone = inputType === "historyUndo" && target.value === of(was, target) && target.value !== of(became, target);
		if (!undone) return;
		form.removeEventListener("input", takeBack, true);
		// What was written since stays.
		sheet.lay(before, (field, text) => {
			if (field.value === of(became, field)) field.value = text;
		});
		sheet.brought = before.brought;
		const own = keeping.named(before.name);
		sheet.be(own && own.text !== before.text ? keeping.newName() : before.name);
		keeping.write(copy);
		offer(sheet);
	}
}
