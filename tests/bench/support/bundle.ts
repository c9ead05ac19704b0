import path from "node:path";
import { build } from "esbuild";

const cache = path.resolve(import.meta.dirname, "../../../node_modules/.cache");

/** A bench's child as the program is: one bundle, native code outside. Beside the packages, so that it finds those. @returns its path; the caller removes it */
export async function bundle(entry: string): Promise<string> {
  await build({ entryPoints: { "check-worker": path.resolve(import.meta.dirname, "../../../src/formats/grammar/check-worker.ts") }, outdir: cache, bundle: true, format: "esm", platform: "node", target: "node24", logLevel: "error" });
  const outfile = path.join(cache, `kontor-bench-${path.basename(entry, ".ts")}-${process.pid}.mjs`);
  await build({
    entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node", target: "node24", logLevel: "error",
    external: ["better-sqlite3-multiple-ciphers"],
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  });
  return outfile;
}
