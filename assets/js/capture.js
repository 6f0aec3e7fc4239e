// What the bookmarklet brings comes into the form.

import { ask } from "/js/ask.js";
import { adopt, goBehind } from "/js/begin.js";
import { carried, delivered, early } from "/js/carry.js";
import { typedInto } from "/js/fields.js";
import { copies } from "/js/keep.js";
import { pause } from "/js/reach.js";
import { remember } from "/js/sent.js";
import { t } from "/js/words.js";

// capture lets the server lay what was brought over the form, one after the
// other, or over the draft of the page that is there. It reports whether all of
// it is in the form.
export async function capture(sheet) {
	sheet.keep();
	for (let tries = 0; sheet.brought.length; ) {
		const asked = early();
		// An answer that was asked for before knows of nothing that was typed here.
		const before = new Map(typedInto(sheet.form).map((field) => [field.name, asked ? field.defaultValue : field.value]));
		const [payload] = sheet.brought;
		const answer = await ask(sheet.form, { action: "capture", payload }, asked);
		if (!sheet.place) return false; // another window brings it in
		if (!answer) {
			sheet.say(t("The server can’t be reached. The quote is safe in this browser, and comes in as soon as it answers."));
			await pause(Math.min(500 * 2 ** tries++, 5000));
			if (!sheet.place) return false;
		} else if (!answer.form) {
			signIn(sheet);
			return false;
		} else if (!resume(sheet, answer)) {
			goOn(sheet, answer, before);
			if (payload === carried()) delivered();
		}
	}
	return true;
}

// goOn goes on with the form of an answer, into which one of those that were
// brought has come. Before is what the form held when it was asked for.
function goOn(sheet, { page, form }, before) {
	const late = typedInto(sheet.form).filter((field) => before.has(field.name) && field.value !== before.get(field.name));
	const typing = document.activeElement;
	const name = sheet.leave(form);
	sheet.brought = sheet.brought.slice(1);
	adopt(sheet, page, name);
	for (const field of late) addLate(sheet, field, before.get(field.name));
	sheet.keep();
	if (late.some((field) => field.name !== "body")) typeOn(sheet, typing);
	else goBehind(sheet);
}

// addLate adds what was typed into a field while the answer was on its way.
function addLate(sheet, field, before) {
	const [fresh, now] = [sheet.field(field.name), field.value];
	if (!fresh || fresh.value === now) return;
	if (field.name !== "body") fresh.value = now;
	else fresh.value += now.startsWith(before) ? now.slice(before.length) : now;
}

// typeOn leaves the cursor in the field in which it was, which is another one now.
function typeOn(sheet, field) {
	const fresh = typedInto(sheet.form).find((other) => other.name === field.name);
	if (!fresh || field.name === "body") return goBehind(sheet);
	fresh.focus();
	fresh.setSelectionRange(field.selectionStart, field.selectionEnd);
}

// resume goes on with words of the page's draft that were never saved, if there
// are such: what was brought goes to them. It reports whether it did.
function resume(sheet, { page, form }) {
	const { post } = form.dataset;
	const other = post !== sheet.form.dataset.post && copies().find((copy) => copy.post === post && copy.place !== sheet.place);
	if (!other) return false;
	const waiting = sheet.brought;
	adopt(sheet, page, sheet.leave(form));
	sheet.brought = waiting;
	sheet.takeOver(other);
	return true;
}

// signIn sends what was brought in a way that lets one sign in first: the page
// that answers holds it.
function signIn(sheet) {
	const [payload] = sheet.brought;
	sheet.keep();
	remember(sheet.name, sheet.text, 1);
	for (const [name, value] of Object.entries({ action: "capture", payload })) {
		const field = document.createElement("textarea");
		field.name = name;
		field.hidden = true;
		field.value = value;
		sheet.form.append(field);
	}
	if (payload === carried()) delivered();
	sheet.leaving = true;
	HTMLFormElement.prototype.submit.call(sheet.form);
}
