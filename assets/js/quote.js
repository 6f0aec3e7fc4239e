// Adds the source to text that is copied from a quotation. Without this script only
// the text is copied.

const LEAST = 30; // characters: a few words are no quotation

function around(node) {
	return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".e-content blockquote");
}

document.addEventListener("copy", (event) => {
	const selection = getSelection();
	if (!selection?.rangeCount || !event.clipboardData) return;
	const range = selection.getRangeAt(0);
	const quote = around(range.startContainer);
	const text = selection.toString().trim();
	if (!quote?.contains(range.endContainer) || text.length < LEAST) return;
	const headline = quote.closest(".h-entry")?.querySelector(".p-name a");
	const source = quote.cite || headline?.href;
	if (!source) return;
	const address = source.split("#:~:")[0];
	const name = headline && headline.href.split("#")[0] === address.split("#")[0] ? headline.textContent : address;

	const copied = document.createElement("div");
	const words = document.createElement("blockquote");
	words.cite = source;
	words.append(range.cloneContents());
	const link = document.createElement("a");
	link.href = source;
	link.textContent = name;
	const credit = document.createElement("p");
	credit.append("— ", link);
	copied.append(words, credit);

	event.clipboardData.setData("text/plain", `${text}\n\n— ${name === address ? "" : name + ", "}${address}\n`);
	event.clipboardData.setData("text/html", copied.innerHTML);
	event.preventDefault();
});
