// Submits the form natively, as the browser does without a script; see
// docs/decisions/0008-native-forms.md.

import { fields } from "/js/ask.js";
import * as outbox from "/js/outbox.js";
import { pause, reachable } from "/js/reach.js";
import { remember } from "/js/sent.js";
import { t } from "/js/words.js";

export class Sending {
	#sheet;
	#state = ""; // "waiting" for the server, "going" while the form is submitted

	constructor(sheet) {
		this.#sheet = sheet;
	}

	get isUnderWay() {
		return this.#state !== "";
	}

	// submit waits until the server can be reached before the form is submitted:
	// otherwise the browser's error page would replace the form.
	async submit(event) {
		if (this.#state === "going") return;
		event.preventDefault();
		if (this.#state) return;
		this.#state = "waiting";
		this.#sheet.say(t("Sending…"));
		const action = event.submitter?.value || "publish";
		try {
			if (await this.#ready(action)) this.#go(event.submitter, action);
		} finally {
			this.#state = "";
		}
	}

	// #ready reports whether the form can be submitted: the server can be reached, and
	// no other window has taken the form over. It removes the form from the outbox.
	async #ready(action) {
		if (!(await this.#await(action)) || !this.#sheet.place) return false;
		await outbox.take(this.#sheet.place);
		return this.#sheet.place !== null;
	}

	#go(button, action) {
		const sheet = this.#sheet;
		sheet.keep();
		sheet.say(t("Sending…"));
		remember(sheet.name, sheet.text);
		this.#state = "going";
		sheet.leaving = true;
		sheet.form.requestSubmit(button?.form === sheet.form ? button : this.#button(action));
	}

	// #await waits for the server, except for a preview and the like. It reports
	// whether the server can be reached.
	async #await(action) {
		const final = action === "publish" || action === "draft";
		for (let tries = 0; !(await reachable()); tries++) {
			if (!this.#sheet.place) return false;
			const safe = this.#sheet.keep();
			if (!final) {
				if (safe) this.#sheet.say(t("The server can’t be reached. Your words are safe in this browser; try again when it is back."));
				return false;
			}
			this.#sheet.say(safe ? t("The server can’t be reached. Your words are safe in this browser, and go as soon as it answers.") : t("The server can’t be reached. Leave this window open: your words are in it alone, and go as soon as it answers."));
			await this.#leave(action);
			await pause(Math.min(500 * 2 ** tries, 15000));
		}
		return true;
	}

	// #leave puts the form into the outbox in case this window is closed. The name of
	// the copy is left out, since the outbox itself records the result.
	#leave(action) {
		const { place, form } = this.#sheet;
		return outbox.put(place, form.getAttribute("action"), fields(form, { action, copy: "" }).toString());
	}

	// #button returns the form's button for an action: the form may have been
	// replaced since the button was pressed.
	#button(action) {
		return [...this.#sheet.form.elements].find((field) => field.type === "submit" && field.value === action) || null;
	}
}
