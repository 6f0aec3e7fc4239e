// Where the blog is: on a host of its own at /, else below a path. Scripts lie
// two folders deep in it.

export const root = new URL("../../", import.meta.url).pathname;

// at gives the address of a path of the blog's: at("/desk").
export const at = (path) => root + path.slice(1);

// store is how the names begin under which this blog keeps things in the browser.
// All blogs of a host have the same stores there.
export const store = root === "/" ? "pullquote" : "pullquote" + root;
