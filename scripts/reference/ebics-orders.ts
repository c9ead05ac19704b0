import { servedOrders } from "../../src/bank/host/served-orders.ts";
import { type EbicsOrder, ebicsOrders, type MessageVersion, messageVersions } from "../../src/ebics/index.ts";
import type { SourceFile } from "../sources.ts";
import { markdownTable } from "./markdown.ts";
import { type Cell, type Proof, readProofs } from "./proofs.ts";

const sides = ["client", "bank"] as const;
const versionTitles: Readonly<Record<MessageVersion, string>> = { H000: "any", H003: "2.4 (H003)", H004: "2.5 (H004)", H005: "3.0 (H005)" };

/** docs/ebics-orders.md, whole. @throws Error naming every cell without a test, and every test of a cell that is not there */
export function ebicsOrdersDocument(tests: readonly SourceFile[]): string {
  const proofs = readProofs(tests, ebicsOrders);
  const problems = [...cells().flatMap((cell) => (provers(proofs, cell).length === 0 ? [`no test proves ${cellText(cell)}`] : [])), ...strangers(proofs)];
  if (problems.length > 0) throw new Error(`The table of orders and the tests do not fit each other:\n  ${problems.join("\n  ")}\nCONTRIBUTING.md, "Proving a cell", tells how a test is marked.`);
  return [
    "# EBICS orders", "",
    "Which order is spoken in which version, by the client and by the practice bank, and the tests that prove it. Made out of the program and its tests by `npm run docs`; changes by hand are lost.", "",
    "A number is a test in the list below; `-` means that this side does not speak the order, a blank that the version has no such order.", "",
    ...tables(proofs),
    "## Tests", "",
    ...proofs.map((proof, index) => `${index + 1}. [${proof.file.replace(/^tests\//, "")}](../${proof.file}): ${proof.title}`), "",
  ].join("\n");
}

function tables(proofs: readonly Proof[]): string[] {
  return (["to the bank", "from the bank"] as const).flatMap((direction) => {
    const columns = messageVersions.filter((version) => ebicsOrders.some((order) => order.direction === direction && order.existsIn.includes(version)));
    const heads = columns.flatMap((version) => sides.map((side) => `${versionTitles[version]} ${side}`));
    const rows = ebicsOrders.filter((order) => order.direction === direction).map((order) => [
      order.name.length === 3 ? `\`${order.name}\`` : `${order.name} by order type`, order.what,
      ...columns.flatMap((version) => sides.map((side) => cell(proofs, order, version, side))),
    ]);
    return [`## ${direction[0]?.toUpperCase()}${direction.slice(1)}`, "", markdownTable(["order", "what", ...heads], rows), ""];
  });
}

function cell(proofs: readonly Proof[], order: EbicsOrder, version: MessageVersion, side: Cell["side"]): string {
  if (!order.existsIn.includes(version)) return "";
  if (!speaks(order, version, side)) return "-";
  return provers(proofs, { order: order.name, version, side }).map((proof) => String(proofs.indexOf(proof) + 1)).join(", ");
}

function speaks(order: EbicsOrder, version: MessageVersion, side: Cell["side"]): boolean {
  return (side === "client" ? order.client : (servedOrders[order.name] ?? [])).includes(version);
}

/** Every cell that one side says it speaks. */
function cells(): readonly Cell[] {
  return ebicsOrders.flatMap((order) => messageVersions.flatMap((version) => sides.flatMap((side) => (speaks(order, version, side) ? [{ order: order.name, version, side }] : []))));
}

function provers(proofs: readonly Proof[], { order, version, side }: Cell): readonly Proof[] {
  return proofs.filter((proof) => proof.cells.some((one) => one.order === order && one.version === version && one.side === side));
}

function strangers(proofs: readonly Proof[]): readonly string[] {
  const known = new Set(cells().map(cellText));
  return proofs.flatMap((proof) => proof.cells.filter((one) => !known.has(cellText(one))).map((one) => `${proof.file} says it proves ${cellText(one)}, which nobody speaks by src/ebics/order-support.ts and src/bank/host/served-orders.ts`));
}

function cellText({ order, version, side }: Cell): string {
  return `${order} ${version} ${side}`;
}
