// Offers unsaved copies beside the form, and restores them into it.

import { focusEnd } from "/js/begin.js";
import { capture } from "/js/capture.js";
import { about, typedInto } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import * as offers from "/js/offers.js";
import { put } from "/js/put.js";

// offer lists the unsaved copies that belong to the form and, on an empty form for a
// new post, the others. The list is short, so that the form stays in view.
export function offer(sheet) {
	const all = others(sheet);
	const here = all.filter((copy) => isOurs(copy, sheet));
	const away = sheet.isNew && sheet.isStored ? all.filter((copy) => !here.includes(copy)) : [];
	offers.offer(sheet.form, [...here.map((copy) => ({ copy, run: () => restore(sheet, copy) })), ...away.map(offers.elsewhere)], 1);
}

// newest returns the latest copy that belongs to the form, undefined if there is
// none.
export const newest = (sheet) => others(sheet).find((copy) => isOurs(copy, sheet));

// wanted returns the copy that the address asks for.
export function wanted(sheet) {
	const place = location.hash.startsWith("#restore=") && decodeURIComponent(location.hash.slice("#restore=".length));
	const copy = place && others(sheet).find((copy) => copy.place === place);
	if (copy) history.replaceState(history.state, "", location.pathname + location.search);
	return copy;
}

// others returns the copies other than the form's own. It removes those that are
// empty or equal to what is saved.
function others(sheet) {
	return keeping.copies().filter((copy) => {
		if (copy.place === sheet.place) return false;
		const spent = keeping.holdsNothing(copy) || (copy.text === sheet.saved && !copy.brought.length);
		if (spent) keeping.drop(copy.place);
		return !spent;
	});
}

// isOurs reports whether a copy is of the form's post or, for a new post, of a form
// that was opened for the same address.
function isOurs(copy, sheet) {
	const { post, opened } = about(sheet.form);
	if (copy.post === post) return post !== "0" || copy.opened === opened;
	return copy.post === "0" && keeping.keyOf(copy) === sheet.field("key").value;
}

// restore puts a copy into the form. The form's previous contents have a copy of
// their own, which is offered.
export async function restore(sheet, found) {
	if (!sheet.isStored && !sheet.keep()) return;
	const before = { name: sheet.name, text: sheet.text, brought: sheet.brought, ...about(sheet.form) };
	if (!keeping.nameOf(found.place)) sheet.setName(keeping.newName());
	letUndo(sheet, before, sheet.takeOver(found, put));
	offer(sheet);
	focusEnd(sheet);
	if (sheet.brought.length && (await capture(sheet))) offer(sheet);
}

// letUndo makes undo in a field of the form revert the whole restored copy, once it
// has reverted all later changes in that field. The copy is then offered again.
function letUndo(sheet, before, copy) {
	const { form } = sheet;
	const [was, became] = [before, copy].map(({ text }) => new Map(JSON.parse(text)));
	const of = (words, field) => words.get(field.name) ?? "";
	const pasts = new Map(); // of the fields that have changed
	for (const field of typedInto(form)) if (of(was, field) !== field.value) pasts.set(field.name, new Past(of(was, field), field.value));
	form.addEventListener("input", takeBack, true);

	function takeBack({ inputType, target }) {
		if (sheet.still || !pasts.get(target.name)?.record(inputType, target.value)) return;
		form.removeEventListener("input", takeBack, true);
		// Fields that were changed since keep their values.
		sheet.fill(before, (field, text) => {
			if (field.value === of(became, field)) field.value = text;
		});
		sheet.brought = before.brought;
		const own = keeping.named(before.name);
		sheet.setName(own && own.text !== before.text ? keeping.newName() : before.name);
		keeping.write(copy);
		offer(sheet);
	}
}

// Past is the sequence of a field's values, as digests, and the position in it that
// undo and redo have led to.
class Past {
	#states;
	#now = 1;

	constructor(...states) {
		this.#states = states.map(digest);
	}

	// record records a change. It reports whether that led back to the first value.
	record(how, value) {
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

// digest returns a hash of a text.
function digest(text) {
	let n = text.length;
	for (let i = 0; i < text.length; i++) n = (Math.imul(n, 31) + text.charCodeAt(i)) | 0;
	return n;
}
