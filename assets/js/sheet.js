// The form that the page shows, and its copy in this browser. How words come
// into it and where they are sent is the business of others.

import { about, contents, refill, stored } from "/js/fields.js";
import * as keeping from "/js/keep.js";
import { showTitle } from "/js/title.js";
import { windows } from "/js/windows.js";
import { t } from "/js/words.js";

export class Sheet {
	form; // the element; another one when the server has laid something over it
	place = null; // of the copy; null once the words went on in another window
	saved = null; // what the store holds; null if the page brought words that are not saved
	brought = []; // by the bookmarklet, and not read by the server yet
	leaving = false; // with all that is typed on its way
	kept = true; // whether this browser has what is typed
	still = false; // while it is not the author who changes the form
	#seen; // what the form held when that was last looked at

	// take goes on with a form as the server made it. It has no copy before it is
	// given a name.
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

	// be gives the form a name, which outlives the page's being loaded again.
	be(name) {
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

	// isStored reports whether the store holds what the form does.
	get isStored() {
		return this.text === this.saved;
	}

	// isSeen reports whether the form holds what it did when that was last looked
	// at: browsers put back what was typed, and do not say so.
	get isSeen() {
		return this.text === this.#seen;
	}

	see() {
		this.#seen = this.text;
	}

	say(sentence) {
		this.#state.textContent = sentence;
	}

	// unsay takes a sentence back if nothing was said since.
	unsay(sentence) {
		if (this.#state.textContent === sentence) this.say("");
	}

	get #state() {
		return this.form.querySelector(".pq-state");
	}

	// atStake reports whether the words go with the page.
	get atStake() {
		return !this.kept && !this.leaving;
	}

	// keep makes the copy. It reports whether this browser has what is typed.
	keep() {
		if (!this.place) return this.kept;
		showTitle(this.form);
		if (keeping.taken()) this.be(keeping.newName());
		this.see();
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

	// leave gives the name under which another form goes on in this one's place. If
	// that is of another post, what was typed in this one has its copy still.
	leave(other) {
		if (other.dataset.post === this.form.dataset.post) return this.name;
		if (this.isStored) keeping.drop(this.place);
		else this.#write([]);
		return keeping.newName();
	}

	// lay puts words into the form in place of its own, field by field. How that is
	// done may be left to write.
	lay(words, write) {
		this.still = true;
		refill(this.form, words, write);
		this.still = false;
	}

	// takeOver goes on with the words of a copy, of which another window may have
	// the form, and tells it so. It gives the copy as it was found.
	takeOver(found, write) {
		const copy = keeping.read(found.place) ?? found;
		this.lay(copy, write);
		this.brought = [...new Set([...copy.brought, ...this.brought])];
		windows.postMessage({ place: copy.place });
		const name = keeping.nameOf(copy.place);
		if (name) this.be(name);
		if (this.keep() && this.place !== copy.place) keeping.drop(copy.place);
		return copy;
	}

	// letGo leaves the words to another window, which goes on with them.
	letGo() {
		this.place = null;
		history.replaceState({ ...history.state, pq: null }, "");
		this.form.inert = true;
		this.say(t("These words went on in another window. This one can be closed."));
	}
}
