// Fetches the metadata of the page that a post links to.

import { ask } from "/js/ask.js";
import { isAddress } from "/js/markdown.js";
import { t } from "/js/words.js";

// look has the server fetch the metadata and puts it into the form. What the author
// has typed is not changed.
export async function look(sheet) {
	const { form } = sheet;
	const [url, title] = [sheet.field("url"), sheet.field("title")];
	if (sheet.still || !isAddress(url.value.trim())) return;
	const asked = url.value;
	const busy = t("Looking at the page…");
	sheet.say(busy);
	const answer = await ask(form, { action: "look" });
	if (url.value !== asked || form !== sheet.form) return;
	sheet.unsay(busy);
	if (!answer?.form) return;
	const untouched = sheet.isStored;
	const said = answer.form.elements;
	url.value = said.namedItem("url").value;
	if (!title.value) title.value = said.namedItem("title").value;
	for (const id of ["pq-linked", "pq-source", "pq-notes"]) {
		const [old, fresh] = [document.getElementById(id), answer.page.getElementById(id)];
		if (old && fresh) old.replaceChildren(...document.adoptNode(fresh).childNodes);
	}
	if (untouched) sheet.saved = sheet.text; // metadata can be fetched again
	sheet.keep();
}
