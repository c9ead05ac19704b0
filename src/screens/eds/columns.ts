import type { Language } from "../../domain/money.ts";
import { missingText } from "../../workflows/eds/wording.ts";
import type { EdsOrder } from "../../workflows/ports/eds-orders.ts";
import type { Look } from "../widgets/paint.ts";
import type { Column } from "../widgets/table.tsx";
import { moneyText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import type { EdsRow } from "./model.ts";

/** Where it stands, in words and a sign. */
export function edsStanding(order: EdsOrder): { readonly sign: string; readonly text: string; readonly look: Look } {
  if (order.content?.kind === "contradiction" && order.outcome === undefined) return { sign: "✕", text: "the bank contradicts itself: do not sign", look: { tone: "bad", bold: true } };
  if (order.attempt?.phase === "unanswered" || order.attempt?.phase === "leaving") return { sign: "?", text: "never heard back; the next session asks", look: { tone: "bad", bold: true } };
  switch (order.outcome?.kind) {
    case undefined:
      return { sign: "◆", text: missingText(order), look: { tone: "accent" } };
    case "released":
      return { sign: "✓", text: "released", look: { tone: "good" } };
    case "cancelled":
      return { sign: "✕", text: "cancelled", look: { dim: true } };
    case "deleted":
      return { sign: "✕", text: "deleted, nobody released it", look: { dim: true } };
    case "gone":
      return { sign: "·", text: "waits no more", look: { dim: true } };
  }
}

export function signedText(order: EdsOrder): string {
  return order.signers.map((signer) => `${signer.name ?? signer.userId} (${signer.signatureClass})`).join(", ") || "nobody";
}

export function edsColumns(language: Language): readonly Column<EdsRow>[] {
  return [
    { title: "order", width: 5, cell: ({ order }) => order.bankOrderId },
    { title: "sum", width: 19, align: "right", cell: ({ order }) => (order.sum === undefined ? "-" : moneyText(order.sum, language)) },
    { title: "n", width: 5, align: "right", cell: ({ order }) => (order.transactionCount === undefined ? "-" : String(order.transactionCount)), from: 70 },
    { title: "from", width: { min: 10, grow: 1 }, cell: ({ order }) => order.originator.name ?? order.originator.userId },
    { title: "state", width: { min: 20, grow: 2 }, cell: ({ order }) => `${edsStanding(order).sign} ${edsStanding(order).text}`, look: ({ order }) => edsStanding(order).look },
    { title: "signed by", width: { min: 14, grow: 2 }, cell: ({ order }) => signedText(order), from: 100 },
    { title: "deleted on", width: 12, cell: ({ deletedOn }) => (deletedOn === undefined ? "" : dayText(deletedOn, language)), from: 70 },
    { title: "account", width: 28, cell: ({ order }) => order.firstAccount ?? "", from: 130 },
    { title: "our order", width: { min: 12, grow: 1 }, cell: ({ ownOrder }) => ownOrder ?? "", from: 150 },
  ];
}
