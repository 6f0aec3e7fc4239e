// Converts HTML to Markdown as an author would write it: elements that Markdown has
// no syntax for are reduced to their text. The HTML is parsed into a separate
// document, in which nothing runs or is fetched. The server sanitizes the result,
// as everything that is typed.
//
// This is for pasted text, which must not wait for a server. What the bookmarklet
// captures is converted by the server (internal/markup).

// markdownOf returns a body as Markdown.
export const markdownOf = (body) => blocks(body).join("\n\n");

// STYLE is the name that style attributes are given. Under their own name each
// would violate the page's Content-Security-Policy, and be reported.
export const STYLE = "data-style";

const PARAGRAPHS = "p,li,dd,dt,blockquote,pre,td,h1,h2,h3,h4,h5,h6";

// bodyOf parses HTML and removes what is not text, or not shown.
export function bodyOf(html) {
	const { body } = new DOMParser().parseFromString(html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, ` ${STYLE}=`)), "text/html");
	for (const n of body.querySelectorAll("script,style,template,noscript,svg,canvas,iframe,object,video,audio,button,select,input,textarea,img,[hidden]")) n.remove();
	// A page hides its text from screen readers while a dialog is open, and everybody else sees it.
	for (const n of body.querySelectorAll(`[aria-hidden=true]:not(${PARAGRAPHS},:has(${PARAGRAPHS}))`)) n.remove();
	for (const n of body.querySelectorAll(`[${STYLE}]`)) if (styleOf(n, "display") === "none") n.remove();
	return body;
}

// styleOf returns the value of a property in an element's style attribute.
export function styleOf(n, property) {
	const said = (n.getAttribute(STYLE) ?? "").split(";").map((line) => line.split(":"));
	return (said.findLast(([name]) => name.trim().toLowerCase() === property)?.[1] ?? "").replace(/!.*/, "").trim().toLowerCase();
}

const isBlock = (n) => /^(address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/.test(n.localName);

const holdsBlocks = (n) => [...n.children].some((c) => isBlock(c) || holdsBlocks(c));

// blocks returns the contents of an element as blocks of Markdown, each of one or
// more lines. Text between block elements is a paragraph.
function blocks(parent) {
	const out = [];
	let run = [];
	const end = () => {
		const words = paragraph(run);
		if (words) out.push(words);
		run = [];
	};
	for (const n of parent.childNodes) {
		if (n.nodeType !== Node.ELEMENT_NODE || (!isBlock(n) && !holdsBlocks(n))) {
			run.push(n);
			continue;
		}
		end();
		out.push(...block(n));
	}
	end();
	return out;
}

function block(n) {
	const name = n.localName;
	const heading = name.match(/^h([1-6])$/);
	if (heading) {
		const words = paragraph([...n.childNodes]).replaceAll("\\\n", " ");
		return words ? ["#".repeat(heading[1]) + " " + words] : [];
	}
	if (name === "blockquote") {
		const quoted = blocks(n).join("\n\n");
		return quoted ? [indented(quoted, "> ", "> ")] : [];
	}
	if (name === "ul" || name === "ol") return list(n);
	if (name === "pre") return listing(n);
	if (name === "hr") return ["***"];
	if (name === "table") return table(n);
	return blocks(n);
}

// indented prefixes the first line, and the others, without trailing spaces.
export function indented(text, first, others) {
	return text.split("\n").map((line, i) => ((i ? others : first) + line).replace(line ? "" : / +$/, "")).join("\n");
}

// list converts a list. A list between the items belongs to the item before it.
function list(n) {
	const items = [];
	const alone = []; // blocks before the first item
	for (const child of n.children) {
		const parts = child.localName === "li" ? blocks(child) : block(child);
		if (child.localName !== "li") (items.at(-1) ?? alone).push(...parts);
		else if (parts.length) items.push(parts);
	}
	const isNested = (part) => /^([-*]|\d+[.)]) /.test(part);
	const loose = items.some((parts) => parts.some((part, i) => i && !isNested(part)));
	let number = n.localName === "ol" ? Number(n.getAttribute("start") ?? 1) : null;
	const lines = items.map((parts) => {
		const mark = number === null ? "- " : `${number++}. `;
		return indented(parts.join(loose ? "\n\n" : "\n"), mark, " ".repeat(mark.length));
	});
	return lines.length ? [...alone, lines.join(loose ? "\n\n" : "\n")] : alone;
}

// listing converts preformatted text, with fences that do not occur in it.
function listing(n) {
	for (const br of n.querySelectorAll("br")) br.replaceWith("\n");
	const text = n.textContent.replace(/\n+$/, "");
	if (!text.trim()) return [];
	const classes = [n, ...n.querySelectorAll("code")].map((e) => e.className).join(" ");
	const language = classes.match(/(?:^|\s)(?:lang(?:uage)?|highlight-source)-([\w+#.-]+)/)?.[1] ?? "";
	const fence = "`".repeat(Math.max(3, longest(text) + 1));
	return [fence + language + "\n" + text + "\n" + fence];
}

const longest = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

// table writes a table, with an empty head if it has none. The items of a list in a cell
// are its lines. A table of one column only lays out a page.
function table(n) {
	const rows = grid(n);
	const columns = Math.max(0, ...rows.map((row) => row.length));
	if (columns < 2 || n.querySelector("table, ul ul, ol, pre, blockquote")) return [...n.rows].flatMap((row) => [...row.cells].flatMap(blocks));
	for (const list of n.querySelectorAll("ul")) list.replaceWith(...[...list.children].map(line));
	const words = (cell) => cell === null ? "" : blocks(cell).join("<br>").replaceAll("\\\n", "<br>").replace(/(?<!\\)\|/g, "\\|");
	const written = rows.map((row) => row.map(words));
	if (!rows[0].every((cell) => cell?.localName !== "td")) written.unshift([]);
	const row = (cells) => "|" + Array.from({ length: columns }, (_, i) => (cells[i] ? ` ${cells[i]} |` : " |")).join("");
	written.splice(1, 0, Array(columns).fill("---"));
	const caption = n.caption ? blocks(n.caption) : [];
	return [...caption, written.map(row).join("\n")];
}

const mostSpanned = 100; // a cell that spans more columns or rows was made to be long

// grid returns the rows of a table, with null where a cell before or above spans.
function grid(n) {
	const rows = Array.from(n.rows, () => []);
	rows.forEach((row, y) => {
		let x = 0;
		for (const cell of n.rows[y].cells) {
			while (row[x] !== undefined) x++;
			for (const below of rows.slice(y, y + Math.min(cell.rowSpan || 1, mostSpanned))) {
				for (let i = 0; i < Math.min(cell.colSpan, mostSpanned); i++) below[x + i] = null;
			}
			row[x] = cell;
		}
	});
	return rows.map((row) => Array.from(row, (cell) => cell ?? null));
}

// line returns an item of a list as a block of its own.
function line(item) {
	const div = document.createElement("div");
	div.append(...item.childNodes);
	return div;
}

// paragraph writes words and inline elements. A break at either end is none.
function paragraph(nodes) {
	const text = nodes.map((n) => inline(n)).join("").replace(/[ \t]+/g, " ");
	const lines = text.split(/ *\u0085 */).map((line) => line.trim());
	while (lines.length && !lines[0]) lines.shift();
	while (lines.length && !lines.at(-1)) lines.pop();
	return lines.map(marked).join("\\\n");
}

const BREAK = "\u0085"; // stands for a line break until the lines are split

// marked escapes the beginning of a line that would start another kind of block.
function marked(line) {
	return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2").replace(/^([-+](?=\s|$)|#{1,6}(?=\s|$)|>|[-=]{2,}$|~~~)/, "\\$1");
}

const signs = { em: "*", i: "*", dfn: "*", cite: "*", strong: "**", b: "**", del: "~~", s: "~~", strike: "~~" };

// inline converts an inline node. open are the emphasis marks that it is within.
function inline(n, open = []) {
	if (n.nodeType === Node.TEXT_NODE) return escaped(n.data.replace(/[\s\u0085]+/g, (space) => (space.includes("\u00a0") ? space : " ")));
	if (n.nodeType !== Node.ELEMENT_NODE) return "";
	const name = n.localName;
	if (name === "br") return BREAK;
	if (/^(code|tt|samp)$/.test(name)) return code(n);
	const fresh = signsOf(n).filter((sign) => !open.includes(sign));
	const inner = [...n.childNodes].map((child) => inline(child, [...open, ...fresh])).join("");
	if (name === "a") return link(n, inner);
	if (/^(sub|sup|kbd|mark|ins|q)$/.test(name)) return inner.trim() ? `<${name}>${inner}</${name}>` : inner;
	return fresh.reduce(around, inner);
}

// signsOf returns the emphasis marks for an element. Some programs express emphasis
// by styles, and wrap everything that is copied in a bold element of normal weight.
export function signsOf(n) {
	const [weight, slant, line] = ["font-weight", "font-style", "text-decoration"].map((property) => styleOf(n, property));
	const sign = signs[n.localName];
	const isNone = (sign === "**" && (weight === "normal" || (weight !== "" && Number(weight) < 600))) || (sign === "*" && slant === "normal");
	if (sign) return isNone ? [] : [sign];
	const out = [];
	if (slant === "italic") out.push("*");
	if (weight === "bold" || Number(weight) >= 600) out.push("**");
	if (line.includes("line-through") || styleOf(n, "text-decoration-line").includes("line-through")) out.push("~~");
	return out;
}

// around puts a mark on both sides of text, within its spaces and line breaks.
function around(inner, sign) {
	const [, before, words, after] = inner.match(/^([\s\u0085]*)([^]*?)([\s\u0085]*)$/);
	return words ? before + sign + words.replaceAll(BREAK, sign + BREAK + sign) + sign + after : inner;
}

function code(n) {
	const text = n.textContent.replace(/\s+/g, " ");
	if (!text.trim()) return text;
	const fence = "`".repeat(longest(text) + 1);
	const padded = /^`|`$|^ .* $/.test(text) ? ` ${text} ` : text;
	const written = fence + padded + fence;
	const only = n.children.length === 1 && n.firstElementChild.localName === "a" && n.firstElementChild.textContent === n.textContent;
	return only ? link(n.firstElementChild, written) : written;
}

// link converts a link to a web or mail address; other links become their text.
function link(n, inner) {
	const href = n.getAttribute("href") ?? "";
	if (!/^(https?:\/\/|mailto:)\S+$/i.test(href) || !inner.trim()) return inner;
	if (n.textContent.trim() === href) return `<${href}>`;
	const [, before, words, after] = inner.match(/^([\s\u0085]*)([^]*?)([\s\u0085]*)$/);
	return `${before}[${words.replaceAll(BREAK, " ")}](${targetOf(href)})${after}`;
}

export const isAddress = (text) => /^https?:\/\/\S+$/.test(text);

// targetOf formats an address as the target of a link. Unbalanced parentheses would
// end it, so it is put in angle brackets.
export function targetOf(address) {
	const closed = /^[^()<>]*(\([^()<>]*\)[^()<>]*)*$/.test(address);
	return closed ? address : `<${address.replace(/[<>]/g, encodeURIComponent)}>`;
}

// escaped escapes text, with as few backslashes as possible, since the author will
// edit it.
function escaped(text) {
	return text.replace(/\\(?=[!-/:-@[-`{-~])|[`[\]]|\*(?! )|(?<! )\*|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[a-z/!?])|&(?=#?\w+;)|~(?=~)/giu, "\\$&");
}
