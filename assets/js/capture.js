// Merges what the bookmarklet captured into the form.

import { ask } from "/js/ask.js";
import { adopt, focusEnd } from "/js/begin.js";
import { carried, delivered, early } from "/js/carry.js";
import { typedInto } from "/js/fields.js";
import { copies } from "/js/keep.js";
import { pause } from "/js/reach.js";
import { remember } from "/js/sent.js";
import { t } from "/js/words.js";

// capture has the server merge each captured payload into the form, or into the
// existing draft about that page. It reports whether all of them are in the form.
export async function capture(sheet) {
	sheet.keep();
	for (let tries = 0; sheet.brought.length; ) {
		const asked = early();
		// An answer that was requested early contains nothing that was typed here.
		const before = new Map(typedInto(sheet.form).map((field) => [field.name, asked ? field.defaultValue : field.value]));
		const [payload] = sheet.brought;
		const answer = await ask(sheet.form, { action: "capture", payload }, asked);
		if (!sheet.place) return false; // another window merges it
		if (!answer) {
			sheet.say(t("The server can’t be reached. The quote is safe in this browser, and comes in as soon as it answers."));
			await pause(Math.min(500 * 2 ** tries++, 5000));
			if (!sheet.place) return false;
		} else if (!answer.form) {
			signIn(sheet);
			return false;
		} else if (!resume(sheet, answer)) {
			continueWith(sheet, answer, before);
			if (payload === carried()) delivered();
		}
	}
	return true;
}

// continueWith continues with the form in an answer, which contains the first
// payload. before holds the fields' values at the time of the request.
function continueWith(sheet, { page, form }, before) {
	const late = typedInto(sheet.form).filter((field) => before.has(field.name) && field.value !== before.get(field.name));
	const typing = document.activeElement;
	const name = sheet.leave(form);
	sheet.brought = sheet.brought.slice(1);
	adopt(sheet, page, name);
	for (const field of late) addLate(sheet, field, before.get(field.name));
	sheet.keep();
	if (late.some((field) => field.name !== "body")) keepCursor(sheet, typing);
	else focusEnd(sheet);
}

// addLate adds what was typed into a field while the request was in progress.
function addLate(sheet, field, before) {
	const [fresh, now] = [sheet.field(field.name), field.value];
	if (!fresh || fresh.value === now) return;
	if (field.name !== "body") fresh.value = now;
	else fresh.value += now.startsWith(before) ? now.slice(before.length) : now;
}

// keepCursor moves the cursor to the field that replaces the one it was in.
function keepCursor(sheet, field) {
	const fresh = typedInto(sheet.form).find((other) => other.name === field.name);
	if (!fresh || field.name === "body") return focusEnd(sheet);
	fresh.focus();
	fresh.setSelectionRange(field.selectionStart, field.selectionEnd);
}

// resume continues with unsaved changes of the draft in the answer, if this
// browser has any: the payloads are merged into those. It reports whether it did.
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

// signIn submits the form with the payload, so that the browser shows the sign-in
// page, which carries both along.
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
