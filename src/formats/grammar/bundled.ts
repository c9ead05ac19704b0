import type { Finding } from "../../domain/finding.ts";
import { MessageChecker } from "./checker.ts";
import type { MessageGrammar } from "./grammar.ts";

/** Grammars of profiles/messages/, part of the program, each loaded when a file of it is checked. A new one is a file and a line. */
const grammars = {
  "camt.055.001.05": () => import("../../../profiles/messages/camt.055.001.05.json", { with: { type: "json" } }),
  "camt.055.001.08": () => import("../../../profiles/messages/camt.055.001.08.json", { with: { type: "json" } }),
  "camt.055.001.09": () => import("../../../profiles/messages/camt.055.001.09.json", { with: { type: "json" } }),
  "camt.056.001.01": () => import("../../../profiles/messages/camt.056.001.01.json", { with: { type: "json" } }),
  "camt.056.001.08": () => import("../../../profiles/messages/camt.056.001.08.json", { with: { type: "json" } }),
  "pain.001.001.03": () => import("../../../profiles/messages/pain.001.001.03.json", { with: { type: "json" } }),
  "pain.001.001.03.ch.02": () => import("../../../profiles/messages/pain.001.001.03.ch.02.json", { with: { type: "json" } }),
  "pain.001.001.09": () => import("../../../profiles/messages/pain.001.001.09.json", { with: { type: "json" } }),
  "pain.001.001.09.ch.03": () => import("../../../profiles/messages/pain.001.001.09.ch.03.json", { with: { type: "json" } }),
  "pain.001.001.11": () => import("../../../profiles/messages/pain.001.001.11.json", { with: { type: "json" } }),
  "pain.001.001.12": () => import("../../../profiles/messages/pain.001.001.12.json", { with: { type: "json" } }),
  "pain.001.002.03": () => import("../../../profiles/messages/pain.001.002.03.json", { with: { type: "json" } }),
  "pain.001.003.03": () => import("../../../profiles/messages/pain.001.003.03.json", { with: { type: "json" } }),
  "pain.007.001.02": () => import("../../../profiles/messages/pain.007.001.02.json", { with: { type: "json" } }),
  "pain.007.001.08": () => import("../../../profiles/messages/pain.007.001.08.json", { with: { type: "json" } }),
  "pain.008.001.02": () => import("../../../profiles/messages/pain.008.001.02.json", { with: { type: "json" } }),
  "pain.008.001.08": () => import("../../../profiles/messages/pain.008.001.08.json", { with: { type: "json" } }),
  "pain.008.001.10": () => import("../../../profiles/messages/pain.008.001.10.json", { with: { type: "json" } }),
  "pain.008.001.11": () => import("../../../profiles/messages/pain.008.001.11.json", { with: { type: "json" } }),
  "pain.008.002.02": () => import("../../../profiles/messages/pain.008.002.02.json", { with: { type: "json" } }),
  "pain.008.003.02": () => import("../../../profiles/messages/pain.008.003.02.json", { with: { type: "json" } }),
} as const;

/** @param id exact name with version. @returns undefined for a message of which none is known */
export async function messageGrammar(id: string): Promise<MessageGrammar | undefined> {
  if (!Object.hasOwn(grammars, id)) return undefined;
  const { default: grammar } = await grammars[id as keyof typeof grammars](); // checked just before
  return grammar as MessageGrammar; // made by scripts/message-grammars.ts, and each compiled by the tests
}

/** Checks a message. @returns what is wrong with it, as far as it is listed; nothing, too, for a message of which no grammar is known */
export async function schemaFindings(id: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<readonly Finding[]> {
  const grammar = await messageGrammar(id);
  const findings: Finding[] = [];
  if (grammar === undefined) return findings;
  const checker = new MessageChecker(grammar, (finding) => findings.push(finding));
  if (content instanceof Uint8Array) checker.push(content);
  else for await (const chunk of content) checker.push(chunk);
  checker.end();
  return findings;
}
