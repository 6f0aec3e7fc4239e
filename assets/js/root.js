// The path of the blog: /, or a longer one if it shares its host. Scripts are two
// folders below it.

export const root = new URL("../../", import.meta.url).pathname;

// at returns the path on the host of a path of the blog, such as "/desk".
export const at = (path) => root + path.slice(1);

// store is the prefix of the keys under which this blog stores things in the
// browser, since all blogs of a host share its storage.
export const store = root === "/" ? "pullquote" : "pullquote" + root;
