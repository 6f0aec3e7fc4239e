// Offers what was typed and never saved where it can be gone on with, and puts it
// back into the form.

import { goBehind } from "/js/begin.js";
import { capture } from "/js/capture.js";
import { about, typedInto } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import * as offers from "/js/offers.js";
import { put } from "/js/put.js";

// offer lists what was typed here before and not saved, and, where writing
// begins, what was typed elsewhere. The form stays in view.
export function offer(sheet) {
	const all = others(sheet);
	const here = all.filter((copy) => isOurs(copy, sheet));
	const away = sheet.isNew && sheet.isStored ? all.filter((copy) => !here.includes(copy)) : [];
	offers.offer(sheet.form, [...here.map((copy) => ({ copy, run: () => restore(sheet, copy) })), ...away.map(offers.elsewhere)], 1);
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
// into it, once it has gone back through all that was done there since. What was
// taken out is offered again, whole.
function letUndo(sheet, before, copy) {
	const { form } = sheet;
	const [was, became] = [before, copy].map(({ text }) => new Map(JSON.parse(text)));
	const of = (words, field) => words.get(field.name) ?? "";
	const pasts = new Map(); // of the fields that hold something else now
	for (const field of typedInto(form)) if (of(was, field) !== field.value) pasts.set(field.name, new Past(of(was, field), field.value));
	form.addEventListener("input", takeBack, true);

	function takeBack({ inputType, target }) {
		if (sheet.still || !pasts.get(target.name)?.goOn(inputType, target.value)) return;
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

// Past is what a field held, one after the other, and where among that undo and
// redo have led. Of long texts it keeps no more than what tells them apart.
class Past {
	#states;
	#now = 1;

	constructor(...states) {
		this.#states = states.map(digest);
	}

	// goOn takes note of a change. It reports whether that led back to the first.
	goOn(how, value) {
		const state = digest(value);
		if (how === "historyUndo" || how === "historyRedo") {
			const found = how === "historyUndo" ? this.#states.lastIndexOf(state, Math.max(0, this.#now - 1)) : this.#states.indexOf(state, this.#now + 1);
			if (found >= 0) this.#now = found;
		} else {
			this.#states.splice(this.#now + 1, Infinity, state);
			this.#now++;
		}
		return this.#now === 0;
	}
}

// digest gives a number that other texts hardly have.
function digest(text) {
	let n = text.length;
	for (let i = 0; i < text.length; i++) n = (Math.imul(n, 31) + text.charCodeAt(i)) | 0;
	return n;
}
