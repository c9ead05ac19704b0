import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * Ink's layout engine reads its own code through `fetch("data:…")` where there is a fetch, and that loads all of Node's HTTP client:
 * a tenth of the time to the first frame. Without one it decodes the same bytes itself.
 */
export const yogaWithoutFetch: Plugin = {
  name: "yoga-without-fetch",
  setup(hooks) {
    hooks.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({ contents: `const fetch = undefined;\n${await readFile(path, "utf8")}` }));
  },
};
