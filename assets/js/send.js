// Sends the form. The browser does that, as it would without a script; see
// docs/decisions/0008-native-forms.md.

import { fields } from "/js/ask.js";
import * as outbox from "/js/outbox.js";
import { pause, reachable } from "/js/reach.js";
import { remember } from "/js/sent.js";
import { t } from "/js/words.js";

export class Sending {
	#sheet;
	#state = ""; // "waiting" for the server, "going" off

	constructor(sheet) {
		this.#sheet = sheet;
	}

	get isUnderWay() {
		return this.#state !== "";
	}

	// submit sees that there is a server before the form goes on its way: a
	// browser's error page would stand where the words were.
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

	// #ready reports whether the form can go: there is a server, its words are
	// still this window's, and nothing of it waits elsewhere.
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

	// #await waits for the server. It reports whether there is one: who only wants
	// to look at something, and finds none, tries again.
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

	// #leave leaves the form in the outbox, should this window be closed. It bears
	// no name there: the outbox itself says what became of it.
	#leave(action) {
		const { place, form } = this.#sheet;
		return outbox.put(place, form.getAttribute("action"), fields(form, { action, copy: "" }).toString());
	}

	// #button gives the form's button that asks for something: the form may be
	// another than the one whose button was pressed.
	#button(action) {
		return [...this.#sheet.form.elements].find((field) => field.type === "submit" && field.value === action) || null;
	}
}
