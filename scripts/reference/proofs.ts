import type { EbicsOrder, MessageVersion } from "../../src/ebics/index.ts";
import { messageVersions } from "../../src/ebics/index.ts";
import type { SourceFile } from "../sources.ts";

/** One test and the cells of the table of orders that its title says it proves. */
export interface Proof {
  readonly file: string;
  readonly title: string;
  readonly cells: readonly Cell[];
}
export interface Cell {
  readonly order: string;
  readonly version: MessageVersion;
  readonly side: "client" | "bank";
}

/** `[HTD HKD H005 client bank]` at the end of a test's title: orders, versions, sides; every combination is proved by the test. */
const mark = /\[([A-Za-z0-9 ]+ (?:client|bank))\]/;
const test = /\b(?:it|test)(?:\.(?:each|for|skipIf|runIf)\b.*?\)|\.(?:each|for)<.*?)?\(\s*(["'`])(.*?)\1\s*,/;

/** Reads the marks of all tests. @throws Error naming file and line for a mark that is not understood */
export function readProofs(files: readonly SourceFile[], orders: readonly EbicsOrder[]): readonly Proof[] {
  return files.flatMap(({ name, text }) =>
    text.split("\n").flatMap((line, index): Proof[] => {
      const found = mark.exec(line);
      if (found === null) return [];
      const where = `${name}:${index + 1}`;
      const title = test.exec(line)?.[2];
      if (title === undefined || !title.includes(found[0])) throw new Error(`${where}: ${found[0]} does not stand in the title of a test on the same line`);
      return [{ file: name, title: title.replace(mark, "").trim(), cells: cellsOf(found[1] ?? "", orders, where) }];
    }),
  );
}

function cellsOf(words: string, orders: readonly EbicsOrder[], where: string): readonly Cell[] {
  const named: EbicsOrder[] = [];
  const versions: MessageVersion[] = [];
  const sides: Cell["side"][] = [];
  for (const word of words.split(" ")) {
    const order = orders.find(({ name }) => name === word);
    const version = messageVersions.find((one) => one === word);
    if (order !== undefined) named.push(order);
    else if (version !== undefined) versions.push(version);
    else if (word === "client" || word === "bank") sides.push(word);
    else throw new Error(`${where}: ${word} is no order, version or side of the table of orders`);
  }
  if (named.length === 0 || versions.length === 0 || sides.length === 0) throw new Error(`${where}: a mark names orders, versions and sides: [HTD H005 client bank]`);
  return named.flatMap(({ name }) => versions.flatMap((version) => sides.map((side) => ({ order: name, version, side }))));
}
