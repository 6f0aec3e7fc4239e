// Enhances the form on which a post is written (#pq-compose). Without this script
// the form works by its buttons, including the preview. With it, what is typed
// survives a closed tab and an unreachable server, pages are asked for their
// titles while one writes, and the bookmarklet's payload is merged.
//
// A window has one Sheet: the form and its copy in this browser. Each of the other
// modules does one thing with it; this one decides when.

import { begin, focusEnd } from "/js/begin.js";
import { capture } from "/js/capture.js";
import { carried } from "/js/carry.js";
import { typed } from "/js/fields.js";
import { look } from "/js/look.js";
import { resumeFromCache, resumeReloaded } from "/js/past.js";
import { newest, offer, restore, wanted } from "/js/restore.js";
import { Sending } from "/js/send.js";
import { forget } from "/js/sent.js";
import { Sheet } from "/js/sheet.js";
import * as shell from "/js/shell.js";
import { watchWindows } from "/js/twins.js";

const sheet = new Sheet();
const sending = new Sending(sheet);

forget();
begin(sheet);
if (sheet.place) start();

// start fills the form: with the copy that the address asks for, or with the
// bookmarklet's payload and unsaved text about the same page.
async function start() {
	if (shell.isShell(sheet.form) && !typed(sheet.form, sheet.saved).length) {
		shell.fill(sheet.form);
		focusEnd(sheet);
		sheet.keep();
	}
	const copy = wanted(sheet);
	if (copy) return restore(sheet, copy);
	const found = newest(sheet);
	if (carried()) sheet.brought = [...new Set([...sheet.brought, carried()])];
	if (found && sheet.saved !== null && (sheet.brought.length || found.brought.length)) sheet.takeOver(found);
	if (!sheet.brought.length) goWhereOneWrites();
	else if (!(await capture(sheet))) return;
	offer(sheet);
}

// goWhereOneWrites places the cursor after what was filled in, unless the author
// has placed it elsewhere.
function goWhereOneWrites() {
	const body = sheet.field("body");
	if (sheet.isNew && body.value && sheet.isStored && [body, document.body].includes(document.activeElement)) focusEnd(sheet);
}

document.addEventListener("submit", (event) => {
	if (event.target === sheet.form) sending.submit(event);
});

document.addEventListener("change", ({ target }) => {
	if (target === sheet.field("url")) look(sheet);
});
if ("look" in sheet.form.dataset) look(sheet);

watchWindows(sheet);

addEventListener("hashchange", () => {
	const copy = wanted(sheet);
	if (copy) restore(sheet, copy);
});

// A page from the back/forward cache knows nothing of what happened since. Into a
// page that is loaded again the browser restores what was typed, without an event.
addEventListener("pageshow", ({ persisted }) => {
	if (!sheet.place) return;
	forget();
	if (persisted && !sending.isUnderWay) sheet.say("");
	if (persisted ? resumeFromCache(sheet) : resumeReloaded(sheet)) offer(sheet);
});

// If no copy can be kept, the browser asks before the text is lost.
addEventListener("beforeunload", (event) => {
	if (sheet.atStake) event.preventDefault();
});
