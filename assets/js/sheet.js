// The form on the page, and its copy in this browser. Other modules fill the form
// and send it.

import { about, contents, refill, stored } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import { showTitle } from "/js/title.js";
import { windows } from "/js/windows.js";
import { t } from "/js/words.js";

export class Sheet {
	form; // the element, which answers of the server replace
	place = null; // key of the copy; null once another window has taken it over
	saved = null; // text of the saved version; null if the page came with unsaved text
	brought = []; // payloads of the bookmarklet that the server has not merged yet
	leaving = false; // the form is being submitted
	kept = true; // whether this browser has a copy
	still = false; // while a script changes the form, not the author
	#seen; // text of the form when markSeen was last called

	// take sets the form, as rendered by the server. It has no copy until it is given
	// a name.
	take(form) {
		this.form = form;
		this.saved = "unsaved" in form.dataset ? null : stored(form);
		for (const type of ["input", "change"]) {
			form.addEventListener(type, () => {
				if (this.still) return;
				this.leaving = false;
				this.keep();
			});
		}
	}

	// setName sets the name of the form's copy, which survives a reload of the page.
	setName(name) {
		this.field("copy").value = name;
		this.place = keeping.placeOf(name);
		keeping.claim(this.place);
		history.replaceState({ ...history.state, pq: { name, key: this.field("key").value } }, "");
	}

	get name() {
		return keeping.nameOf(this.place);
	}

	field(name) {
		return this.form.elements.namedItem(name);
	}

	get text() {
		return contents(this.form);
	}

	get isNew() {
		return this.form.dataset.post === "0";
	}

	// isStored reports whether the form's text is the saved one.
	get isStored() {
		return this.text === this.saved;
	}

	// isSeen reports whether the text is the same as when markSeen was last called:
	// browsers restore what was typed without an event.
	get isSeen() {
		return this.text === this.#seen;
	}

	markSeen() {
		this.#seen = this.text;
	}

	say(sentence) {
		this.#state.textContent = sentence;
	}

	// unsay removes a sentence if it is still shown.
	unsay(sentence) {
		if (this.#state.textContent === sentence) this.say("");
	}

	get #state() {
		return this.form.querySelector(".pq-state");
	}

	// atStake reports whether the text would be lost with the page.
	get atStake() {
		return !this.kept && !this.leaving;
	}

	// keep updates the copy. It reports whether this browser has stored it.
	keep() {
		if (!this.place) return this.kept;
		showTitle(this.form);
		if (keeping.taken()) this.setName(keeping.newName());
		this.markSeen();
		if (this.isStored && !this.brought.length) {
			keeping.drop(this.place);
			this.kept = true;
		} else {
			this.kept = this.#write(this.brought);
		}
		if (!this.kept) this.say(t("This browser does not keep what you type."));
		return this.kept;
	}

	#write(brought) {
		return keeping.write({ place: this.place, text: this.text, brought, ...about(this.form) });
	}

	// leave returns the name for a form that replaces this one. If that is of another
	// post, the copy of this one stays.
	leave(other) {
		if (other.dataset.post === this.form.dataset.post) return this.name;
		if (this.isStored) keeping.drop(this.place);
		else this.#write([]);
		return keeping.newName();
	}

	// fill replaces the form's contents, field by field. write may set a text field.
	fill(words, write) {
		this.still = true;
		refill(this.form, words, write);
		this.still = false;
	}

	// takeOver continues with a copy, and notifies the window whose form it may be. It
	// returns the copy as it was found.
	takeOver(found, write) {
		const copy = keeping.read(found.place) ?? found;
		this.fill(copy, write);
		this.brought = [...new Set([...copy.brought, ...this.brought])];
		windows.postMessage({ place: copy.place });
		const name = keeping.nameOf(copy.place);
		if (name) this.setName(name);
		if (this.keep() && this.place !== copy.place) keeping.drop(copy.place);
		return copy;
	}

	// release leaves the copy to another window, which continues with it.
	release() {
		this.place = null;
		history.replaceState({ ...history.state, pq: null }, "");
		this.form.inert = true;
		this.say(t("These words went on in another window. This one can be closed."));
	}
}
