import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCustomerStore } from "../../src/store/index.ts";
import { startChild } from "./run-child.ts";
import { collect, dataKey, temporaryFolder } from "./samples.ts";

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

/** Every file below a folder with its bytes. */
function allFiles(below: string): { readonly name: string; readonly bytes: Buffer }[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, bytes: readFileSync(path.join(entry.parentPath, entry.name)) }));
}

test("a marker put everywhere is in no file: not while open, not in temporary files, not after a kill", async () => {
  const marker = "Zsuzsanna-QX7-MARKER";
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary);
  const store = path.join(folder, "store.db");
  const child = startChild("secrets", store, marker, { TMPDIR: temporary, SQLITE_TMPDIR: temporary });
  await child.said(1);
  const open = allFiles(folder);
  expect(open.map((file) => file.name)).toContain("store.db-wal");
  expect(open.find((file) => file.name === "store.db-wal")?.bytes.length).toBeGreaterThan(1_000_000);
  await child.kill();
  const killed = allFiles(folder);
  for (const { name, bytes } of [...open, ...killed]) {
    for (const spelling of [marker, marker.toLowerCase(), Buffer.from(marker).toString("base64").slice(0, 20), Buffer.from(marker).toString("hex")]) expect(bytes.includes(spelling), name).toBe(false);
    expect(bytes.includes("SQLite format 3"), name).toBe(false);
    expect(bytes.includes(Buffer.from(dataKey)), name).toBe(false);
  }
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith("store.db"))) expect(statSync(path.join(folder, name)).mode & 0o077, name).toBe(0);

  const again = await openCustomerStore({ path: store, dataKey });
  expect((await again.profile.get()).name).toBe(marker);
  expect(await again.orders.count()).toBe(1);
  const file = (await again.files.findBySha256((await import("node:crypto")).createHash("sha256").update(marker).digest("hex")))[0];
  expect(Buffer.from(await collect(again.files.read(file!.id))).toString()).toBe(marker);
  await again.close();
});
