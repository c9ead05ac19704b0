import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export type AddonState = { readonly kind: "built" } | { readonly kind: "no-compiler" } | { readonly kind: "failed"; readonly output: string };

/**
 * pkcs11js comes without a binary, and no package runs a script at installation; so what it needs is compiled when a card is first used (about
 * two seconds), or by `npm run chip-card`. It speaks Node-API, so it outlives changes of the Node.js beside it. node-gyp would do the same with
 * Python and a configuration of its own; three sources need neither.
 * @param where default: the installed package, g++
 */
export async function buildAddon(where: { readonly folder?: string; readonly compiler?: string } = {}): Promise<AddonState> {
  const folder = where.folder ?? path.dirname(fileURLToPath(import.meta.resolve("pkcs11js")));
  const addon = path.join(folder, "build", "Release", "pkcs11.node");
  if (existsSync(addon)) return { kind: "built" };
  const headers = path.resolve(path.dirname(process.execPath), "..", "include", "node");
  const sources = ["dl", "common", "main"].map((name) => path.join(folder, "src", `${name}.cpp`));
  let workFolder: string | undefined;
  try {
    await mkdir(path.dirname(addon), { recursive: true });
    workFolder = await mkdtemp(`${addon}.`);
    const fresh = path.join(workFolder, "pkcs11.node");
    const problem = await compile(where.compiler ?? "g++", ["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_DISABLE_CPP_EXCEPTIONS", "-DNODE_GYP_MODULE_NAME=pkcs11", "-DBUILDING_NODE_EXTENSION", "-I", path.join(folder, "includes"), "-I", headers, ...sources, "-ldl", "-o", fresh]);
    if (problem !== undefined) return problem;
    await rename(fresh, addon); // in one step: another Kontor may be building it too
    return { kind: "built" };
  } catch (error) {
    return { kind: "failed", output: error instanceof Error ? error.message : String(error) }; // a program folder that is not ours to write to
  } finally {
    if (workFolder !== undefined) await rm(workFolder, { recursive: true, force: true });
  }
}

/** @returns undefined when it compiled */
function compile(compiler: string, options: readonly string[]): Promise<AddonState | undefined> {
  return new Promise((resolve) => {
    execFile(compiler, options, { timeout: 300_000 }, (error) => {
      if (error === null) resolve(undefined);
      else resolve(error.code === "ENOENT" ? { kind: "no-compiler" } : { kind: "failed", output: error.message });
    });
  });
}
