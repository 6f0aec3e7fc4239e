// Takes up the form that the page shows.

import { edit } from "/js/editor.js";
import { comeBack, leadOn } from "/js/past.js";
import * as shell from "/js/shell.js";
import { watchTitle } from "/js/title.js";

// begin makes a sheet of the page's form. The name is given if the form's words
// were in this window before.
export function begin(sheet, name) {
	const form = document.getElementById("pq-compose");
	if (shell.isShell(form)) shell.name(form);
	sheet.take(form);
	if (leadOn(sheet)) return;
	if (name) sheet.be(name);
	else comeBack(sheet);
	edit(form);
	watchTitle(form);
	if (!sheet.isStored) sheet.keep();
	sheet.see();
}

// adopt puts the main part of a page that was sent for in the place of this
// one's, and goes on with its form.
export function adopt(sheet, page, name) {
	document.title = page.title;
	document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
	begin(sheet, name);
}

// goBehind puts the cursor where commentary begins: behind what a door brought.
export function goBehind(sheet) {
	const body = sheet.field("body");
	body.focus();
	body.setSelectionRange(body.value.length, body.value.length);
	body.scrollTop = body.scrollHeight;
	body.scrollIntoView({ block: "nearest" });
}
