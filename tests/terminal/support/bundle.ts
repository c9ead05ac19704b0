import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { yogaWithoutFetch } from "../../../scripts/yoga-without-fetch.ts";

const root = path.resolve(import.meta.dirname, "../../..");
/** The project's own Node, whatever is on the PATH. */
export const node = path.join(root, "node_modules/.bin/node");

/**
 * One production bundle of a program with screens, as the build makes it: JSX cannot run without.
 * @returns the path of the bundle, in a folder of its own
 */
export async function bundle(entry: string): Promise<string> {
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), "kontor-bundle-")), "program.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    jsx: "automatic",
    minify: true,
    keepNames: false,
    define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    // Ink loads it only for developers of Ink; external, it would be missed at the start.
    plugins: [yogaWithoutFetch],
    alias: { "react-devtools-core": path.join(root, "scripts/no-devtools.ts") },
    logLevel: "error",
  });
  return outfile;
}
