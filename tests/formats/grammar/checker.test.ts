import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { messageGrammar } from "../../../src/formats/grammar/bundled.ts";
import { MessageChecker } from "../../../src/formats/grammar/checker.ts";
import type { MessageGrammar } from "../../../src/formats/grammar/grammar.ts";
import { Dice } from "../../fuzz/support/dice.ts";
import { haveIso20022Schemas, validateIso20022 } from "../../support/iso20022-schema.ts";
import { AnyMessage, type Element, walk, xmlOf } from "./any-message.ts";

const ids = readdirSync(path.join(import.meta.dirname, "../../../profiles/messages")).map((name) => name.replace(/\.json$/, "")).sort();

async function grammarOf(id: string): Promise<MessageGrammar> {
  const grammar = await messageGrammar(id);
  if (grammar === undefined) throw new Error(`no grammar ${id}`);
  return grammar;
}

function check(grammar: MessageGrammar, bytes: Uint8Array, size = 1 << 16): Finding[] {
  const findings: Finding[] = [];
  const checker = new MessageChecker(grammar, (finding) => findings.push(finding));
  for (let at = 0; at < bytes.length; at += size) checker.push(bytes.subarray(at, at + size));
  checker.end();
  return findings;
}

/** What can be wrong with a message, done to one element of it. */
const faults: Readonly<Record<string, (element: Element, parent: Element, dice: Dice) => void>> = {
  "left out": (element, parent) => { parent.children.splice(parent.children.indexOf(element), 1); },
  "there twice": (element, parent) => { parent.children.splice(parent.children.indexOf(element), 0, structuredClone(element)); },
  "in another place": (element, parent, dice) => {
    parent.children.splice(parent.children.indexOf(element), 1);
    parent.children.splice(dice.below(parent.children.length + 1), 0, element);
  },
  "under another name": (element, _, dice) => { element.name = dice.pick(["Nm", "Id", "Cd", "Prtry", "Othr", "Xyz", "PmtInf", "Ccy", "Dt"]); },
  "too long": (element) => { element.text = (element.text ?? "").padEnd(dice140, "x"); },
  "empty": (element) => { element.text = ""; element.children = []; },
  "another text": (element, _, dice) => { element.text = dice.pick(["XXXX", "abc", "-1", "0", "1.123456", "1234567890123456789", "2026-02-30", "2026-11-23T25:00:00", "hu", "EURO", " EUR", "true ", "\u0151", "~", "1e3"]); },
  "another attribute": (element, _, dice) => { element.attributes = dice.pick([{}, { Ccy: "eur" }, { Ccy: "EUR", Extra: "1" }, { Ccy: "EUR" }]); },
  "an element within": (element, _, dice) => { element.children.push({ name: dice.pick(["Nm", "Xyz"]), attributes: {}, children: [], text: "x" }); },
};
const dice140 = 2100;

describe.each(ids)("the grammar of %s", (id) => {
  it("is in the program, and takes whatever it describes, cut into blocks anywhere", async () => {
    const grammar = await grammarOf(id);
    for (let seed = 1; seed <= 15; seed++) {
      const bytes = Buffer.from(xmlOf(new AnyMessage(grammar, new Dice(seed)).document(), grammar.namespace));
      expect(check(grammar, bytes), `seed ${seed}`).toEqual([]);
      expect(check(grammar, bytes, 7), `seed ${seed}`).toEqual([]);
    }
  });

  it.skipIf(!haveIso20022Schemas)("takes and refuses what its schema does (libxml2), message by message and fault by fault", async () => {
    const grammar = await grammarOf(id);
    let refused = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const dice = new Dice(seed);
      const message = new AnyMessage(grammar, dice).document();
      let what = "right";
      if (seed % 10 !== 0) {
        const { element, parent } = dice.pick([...walk(message)].filter((each) => each.parent !== undefined));
        what = dice.pick(Object.keys(faults));
        if (parent !== undefined) faults[what]?.(element, parent, dice);
        what = `${element.name} ${what}`;
      }
      const bytes = Buffer.from(xmlOf(message, grammar.namespace));
      const theirs = validateIso20022(id, bytes);
      const ours = check(grammar, bytes);
      if (theirs.length > 0) refused++;
      expect({ seed, what, refused: ours.length > 0, ours: ours[0]?.message, theirs: theirs[0] }).toEqual({ seed, what, refused: theirs.length > 0, ours: ours[0]?.message, theirs: theirs[0] });
    }
    expect(refused).toBeGreaterThan(100);
  });
});
