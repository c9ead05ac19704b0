import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export type AddonState = { readonly kind: "built" } | { readonly kind: "no-compiler" } | { readonly kind: "failed"; readonly output: string };

/**
 * pkcs11js comes without a binary, and no package runs a script at installation; so what it needs is compiled when a card is first used (about
 * two seconds), or by `npm run chip-card`. It speaks Node-API, so it outlives changes of the Node.js beside it. node-gyp would do the same with
 * Python and a configuration of its own; three sources need neither.
 */
export async function buildAddon(): Promise<AddonState> {
  const folder = path.dirname(fileURLToPath(import.meta.resolve("pkcs11js")));
  const addon = path.join(folder, "build", "Release", "pkcs11.node");
  if (existsSync(addon)) return { kind: "built" };
  const fresh = `${addon}.${process.pid}`;
  const headers = path.resolve(path.dirname(process.execPath), "..", "include", "node");
  const sources = ["dl", "common", "main"].map((name) => path.join(folder, "src", `${name}.cpp`));
  try {
    await mkdir(path.dirname(addon), { recursive: true });
    await compile(["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_DISABLE_CPP_EXCEPTIONS", "-DNODE_GYP_MODULE_NAME=pkcs11", "-DBUILDING_NODE_EXTENSION", "-I", path.join(folder, "includes"), "-I", headers, ...sources, "-ldl", "-o", fresh]);
    await rename(fresh, addon); // in one step: another Kontor may be building it too
    return { kind: "built" };
  } catch (error) {
    await rm(fresh, { force: true });
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { kind: "no-compiler" };
    return { kind: "failed", output: error instanceof Error ? error.message : String(error) };
  }
}

function compile(options: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile("g++", options, { timeout: 300_000 }, (error) => (error === null ? resolve() : reject(error)));
  });
}
