import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fetchByName } from "../../../src/workflows/communication/ask-bank-data.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { documentName, sendDocuments } from "../../support/documents.ts";
import { type Office, onlyConnection, openOffice } from "../../support/office.ts";

/** More than is held in memory: eight segments; one segment that grows to more; eight again for a program that dies. */
const documents = [randomBytes(6_000_000), Buffer.alloc(6_000_000, "the same over and over "), randomBytes(6_000_001)];
let office: Office;
beforeAll(async () => {
  office = await openOffice();
  const context = await office.open();
  await sendDocuments(context, documents);
  await context.store.close();
});
afterAll(() => office.close());

const fetch = async (context: WorkflowContext) => fetchByName(context, (await onlyConnection(context)).id, documentName("fetch"), { title: "documents" });
const sha256 = (document: Uint8Array): string => createHash("sha256").update(document).digest("hex");

it.each([0, 1])("a large file is stored as it comes, and is there whole and once (%d)", async (n) => {
  const context = await office.open();
  const taken = await fetch(context);
  expect(taken).toMatchObject({ others: 1, files: [{ sizeBytes: 6_000_000 }] });
  const id = taken?.files[0]?.fileId;
  expect(id && (await context.store.files.get(id))).toMatchObject({ kind: "other", sha256: sha256(documents[n] ?? Buffer.alloc(0)) });
  expect(await context.store.transfers.all()).toEqual([]);
  await context.store.close();
});

it("a program that dies while it stores one leaves nothing behind that counts, and fetches no segment again", async () => {
  let pieces = 0;
  const dying = await office.open({
    onWrite: (statement) => {
      if (statement.includes("file_chunks") && ++pieces === 3) throw new Error("killed");
    },
  });
  await expect(fetch(dying)).rejects.toBeDefined();
  await dying.store.close();
  const context = await office.open();
  expect(await context.store.transfers.all()).toMatchObject([{ kind: "download", takenIn: false, state: { segments: 8 } }]);
  const taken = await fetch(context);
  expect(taken).toMatchObject({ files: [{ sizeBytes: 6_000_001 }] });
  expect((await context.store.files.findBySha256(sha256(documents[2] ?? Buffer.alloc(0)))).map(({ kind }) => kind)).toEqual(["order", "other"]);
  expect(await context.store.transfers.all()).toEqual([]);
  await context.store.close();
});
