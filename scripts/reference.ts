/**
 * Writes docs/reference.md out of the program itself (keys, commands, formats, codes), docs/ebics-orders.md and docs/signature-rules.md out of it and its tests. `npm run docs`
 * With `--check` writes nothing and fails when a page is stale.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./run.ts";
import { sources } from "./sources.ts";

for (const [page, text] of Object.entries(await generatedPages())) {
  const file = path.join(root, page);
  const present = await readFile(file, "utf8").catch(() => ""); // not there yet: stale
  if (!process.argv.includes("--check")) {
    await writeFile(file, text);
    console.log(present === text ? `${page} is as it was.` : `${page} written.`);
  } else if (present !== text) {
    console.log(`${page} is stale from its line ${firstDifference(present, text)} on: run \`npm run docs\` and commit it.`);
    process.exitCode = 1;
  }
}

/** The screens are TSX, which Node does not read: bundled first, into a folder from which packages are found. */
async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  const folder = path.join(root, `dist/reference.${process.pid}`);
  const bundle = path.join(folder, "document.mjs");
  await mkdir(folder, { recursive: true });
  try {
    await build({
      entryPoints: [path.join(root, "scripts/reference/document.ts")], outfile: bundle, bundle: true, packages: "external",
      format: "esm", platform: "node", target: "node24", jsx: "automatic", logLevel: "warning",
    });
    const document = (await import(pathToFileURL(bundle).href)) as typeof import("./reference/document.ts"); // bundled just now from that file
    return await document.generatedPages(sources("tests/**/*.test.ts", "tests/**/*.test.tsx"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function firstDifference(a: string, b: string): number {
  const [left, right] = [a.split("\n"), b.split("\n")];
  return 1 + right.findIndex((line, index) => line !== left[index]);
}
