import { AppError } from "../../../src/domain/errors.ts";
import { canonicalise } from "../../../src/ebics/xml/canonicalise.ts";
import { XmlError, orderDataLimits, parseXml } from "../../../src/ebics/xml/parse.ts";
import { ShapeError } from "../../../src/ebics/xml/shape.ts";
import { Dice } from "../support/dice.ts";
import type { FuzzTarget, Verdict } from "../support/fuzz-run.ts";
import { mutate } from "../support/mutate.ts";
import { canonicalByLibxml2 } from "../support/oracle.ts";
import { type ReadDocument, readDocuments } from "./documents.ts";

/**
 * Order data, keys, signatures and certificates, damaged: each is read or refused with an error of its own kind. What our XML reader takes, libxml2
 * takes too, with the same canonical form: two readers that see different things in one document are how signatures are wrapped.
 */
export async function openReadersTarget(): Promise<FuzzTarget> {
  const documents = await readDocuments();
  const texts = documents.filter((document) => document.isXml).map((document) => Buffer.from(document.bytes).toString("utf8"));
  let rounds = 0;
  return {
    async round(run) {
      const dice = new Dice(run.seed * 65_537 + ++rounds);
      const document = dice.pick(documents);
      const mutant = mutate(document.bytes, dice, document.isXml ? texts : [Buffer.from(document.bytes).toString("latin1")]);
      await run.judge({ kind: document.title, original: document.bytes, mutant }, () => readOnce(document, mutant.bytes));
    },
    async replay(crasher) {
      const document = documents.find((one) => one.title === crasher.kind);
      if (document === undefined) throw new Error(`no document ${crasher.kind}`);
      return readOnce(document, Buffer.from(crasher.mutant, "base64"));
    },
    close: async () => undefined,
  };
}

async function readOnce(document: ReadDocument, bytes: Uint8Array): Promise<Verdict> {
  const problem = document.isXml ? readersDiffer(bytes) : undefined;
  try {
    await document.read(bytes);
    return { outcome: "read", problem };
  } catch (error) {
    if (error instanceof XmlError || error instanceof ShapeError || error instanceof AppError) return { outcome: error instanceof AppError ? error.code : error.name, problem };
    throw error;
  }
}

function readersDiffer(bytes: Uint8Array): string | undefined {
  let ours: string;
  try {
    ours = canonicalise(parseXml(bytes, orderDataLimits));
  } catch (error) {
    if (error instanceof XmlError) return undefined; // stricter is fine
    throw error;
  }
  const theirs = canonicalByLibxml2(bytes);
  if (theirs === ours) return undefined;
  return theirs === undefined ? "Our reader takes what libxml2 does not read." : `The canonical forms differ: ${ours.slice(0, 600)} / ${theirs.slice(0, 600)}`;
}
