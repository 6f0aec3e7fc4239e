// Attaches a sheet to the form on the page.

import { edit } from "/js/editor.js";
import { leaveIfSaved, resumeCopy } from "/js/past.js";
import * as shell from "/js/shell.js";
import { watchTitle } from "/js/title.js";

// begin attaches a sheet to the page's form. name is that of the form's copy, if
// its contents were in this window before.
export function begin(sheet, name) {
	const form = document.getElementById("pq-compose");
	if (shell.isShell(form)) shell.name(form);
	sheet.take(form);
	if (leaveIfSaved(sheet)) return;
	if (name) sheet.setName(name);
	else resumeCopy(sheet);
	edit(form);
	watchTitle(form);
	if (!sheet.isStored) sheet.keep();
	sheet.markSeen();
}

// adopt replaces the main element by that of a fetched page, and continues with
// the form in it.
export function adopt(sheet, page, name) {
	document.title = page.title;
	document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
	begin(sheet, name);
}

// focusEnd places the cursor where commentary begins: after what was filled in.
export function focusEnd(sheet) {
	const body = sheet.field("body");
	body.focus();
	body.setSelectionRange(body.value.length, body.value.length);
	body.scrollTop = body.scrollHeight;
	body.scrollIntoView({ block: "nearest" });
}
