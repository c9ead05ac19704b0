import { AppError } from "../../domain/errors.ts";
import { type CardSeen, lookAtCards, type ModuleSeen, pinStateText } from "../../workflows/cards.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { CardKey } from "../../workflows/ports/chip-cards.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import type { WorkstationShell } from "../routes.ts";
import type { Column } from "../widgets/table.tsx";

type CardRow =
  | { readonly kind: "card"; readonly seen: CardSeen }
  | { readonly kind: "unusable"; readonly module: ModuleSeen }
  | { readonly kind: "look-again" }
  | { readonly kind: "other-module" };

/**
 * Shows the cards that are in the readers, of all modules in the usual places or of one whose path is typed, until one is chosen.
 * @returns undefined when left with Esc
 */
export async function chooseCard(shell: WorkstationShell, context: WorkflowContext, title: string, choose: string): Promise<CardSeen | undefined> {
  let modulePath: string | undefined;
  for (;;) {
    shell.notice("Looking into the readers …");
    const modules = await lookAtCards(context.tools.cards, modulePath);
    shell.notice("");
    const chosen = await chooseRow<CardRow>(shell, {
      title, customer: customerOf(context), columns, rows: rowsOf(modules), keyOf: rowText, textOf: rowText, choose, empty: "",
    });
    switch (chosen?.kind) {
      case "card":
        return chosen.seen;
      case "unusable":
        await shell.showError(chosen.module.problem);
        break;
      case "other-module": {
        const typed = await shell.askText({ title: "PKCS#11 module", label: "path", value: modulePath ?? "", details: ["The shared object (.so) of the maker of the card, the reader or the HSM."] });
        if (typed?.trim()) modulePath = typed.trim();
        break;
      }
      case "look-again":
        break;
      case undefined:
        return undefined;
    }
  }
}

/** A new key, or one that is on the card with its certificate. @returns undefined when left with Esc */
export async function chooseKey(shell: WorkstationShell, context: WorkflowContext, { card, token }: CardSeen): Promise<"new" | CardKey | undefined> {
  // What is for signatures first; a certificate that does not say may be, and one for authentication does where a card has nothing else.
  const order: readonly CardKey["use"][] = ["signature", undefined, "authentication"];
  const keys = (await context.tools.cards.keys(card)).filter(({ use }) => order.includes(use)).sort((a, b) => order.indexOf(a.use) - order.indexOf(b.use));
  if (keys.length === 0 && !token.canMakeKeys) {
    throw new AppError("signer", "no-key", `The card ${token.label} has no key with a certificate and makes none itself.`, { meaning: "Nothing was done.", next: "Ask whoever issued it for a card with a signature key." });
  }
  if (keys.length === 0) return "new";
  const rows: ("new" | CardKey)[] = [...(token.canMakeKeys ? ["new" as const] : []), ...keys];
  return chooseRow(shell, {
    title: `Key on the card ${token.label}`, customer: customerOf(context), rows, columns: keyColumns, empty: "", choose: "use it",
    keyOf: (row) => (row === "new" ? "new" : row.keyId), textOf: (row) => (row === "new" ? "new" : `${row.subject} ${row.keyId}`),
  });
}

function rowsOf(modules: readonly ModuleSeen[]): CardRow[] {
  return [
    ...modules.flatMap((module) => module.cards.map((seen): CardRow => ({ kind: "card", seen }))),
    ...modules.filter((module) => module.problem !== undefined).map((module): CardRow => ({ kind: "unusable", module })),
    { kind: "look-again" },
    { kind: "other-module" },
  ];
}

function rowText(row: CardRow): string {
  switch (row.kind) {
    case "card":
      return `${row.seen.token.label} ${row.seen.token.serial} ${row.seen.card.modulePath}`;
    case "unusable":
      return `cannot be used: ${row.module.modulePath}`;
    case "look-again":
      return "look again";
    case "other-module":
      return "another module: type its path";
  }
}

const columns: readonly Column<CardRow>[] = [
  { title: "card", width: { min: 30, grow: 3 }, cell: (row) => (row.kind === "card" ? row.seen.token.label : rowText(row)) },
  { title: "serial number", width: 18, cell: (row) => (row.kind === "card" ? row.seen.token.serial : "") },
  { title: "PIN", width: 15, cell: (row) => (row.kind === "card" ? `${pinStateText[row.seen.token.pinState]}${row.seen.token.pinPad ? ", reader" : ""}` : "") },
  { title: "reader", width: { min: 10, grow: 2 }, from: 76, cell: (row) => (row.kind === "card" ? row.seen.slotTitle : "") },
];

const keyColumns: readonly Column<"new" | CardKey>[] = [
  { title: "key", width: { min: 24, grow: 2 }, cell: (row) => (row === "new" ? "a new one, made on the card" : row.subject) },
  { title: "for", width: 14, from: 76, cell: (row) => (row === "new" ? "" : (row.use ?? "-")) },
  { title: "valid until", width: 11, cell: (row) => (row === "new" ? "" : row.validTo.toISOString().slice(0, 10)) },
  { title: "id", width: { min: 10, grow: 1 }, cell: (row) => (row === "new" ? "" : row.keyId) },
];
