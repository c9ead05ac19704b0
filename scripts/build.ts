/** Makes the bundle in dist/: one entry, parts that load when they are needed. `node scripts/build.ts` */
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { yogaWithoutFetch } from "./yoga-without-fetch.ts";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const fresh = path.join(root, `dist.${process.pid}`);

await build({
  // A thread or a process is started from a file of its own.
  entryPoints: { kontor: path.join(root, "src/cli/main.ts"), "pkcs11-module": path.join(root, "src/signing/pkcs11/module-main.ts"), "pkcs11-parent-watch": path.join(root, "src/signing/pkcs11/parent-watch.ts"), "check-worker": path.join(root, "src/formats/grammar/check-worker.ts"), "chart-worker": path.join(root, "src/screens/wallboard/chart-worker.ts") },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  jsx: "automatic",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  // Native code, and packages that read files of their own folder, stay where npm put them.
  external: ["better-sqlite3-multiple-ciphers", "ssh2", "serialport", "@lydell/node-pty", "pkcs11js", "blessed", "blessed-contrib", "pdfkit", "dejavu-fonts-ttf", "esbuild"],
  // Ink asks for it only under DEV=true; marking it external would make the bundle fail at start.
  alias: { "react-devtools-core": path.join(root, "scripts/no-devtools.ts") },
  plugins: [yogaWithoutFetch],
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
});

// Changed over in one step per file, so that a program started meanwhile never sees half a bundle.
await mkdir(dist, { recursive: true });
const names = await readdir(fresh);
for (const name of names.filter((one) => one !== "kontor.js")) await rename(path.join(fresh, name), path.join(dist, name));
await rename(path.join(fresh, "kontor.js"), path.join(dist, "kontor.js"));
await rm(fresh, { recursive: true });
// A program that runs since before the build still loads parts of the old bundle when it first needs them: they stay for some days.
const keptMs = 7 * 24 * 3_600_000;
for (const name of await readdir(dist)) {
  const old = path.join(dist, name);
  if (name.endsWith(".js") && !names.includes(name) && Date.now() - (await stat(old)).mtimeMs > keptMs) await rm(old, { force: true });
}
