import { AppError } from "../../domain/errors.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import { isSigned, keyFor, type ReviewResult, type ReviewState, whyNotMine } from "./chosen.ts";
import type { ReviewGroup, ReviewOrder } from "../../workflows/review-sheet.ts";

/** One line of the sheet. */
export type ReviewRow = { readonly id: string; readonly group: ReviewGroup } & (
  | { readonly kind: "group"; readonly order?: undefined }
  | { readonly kind: "order"; readonly order: ReviewOrder }
  /** Belongs to the order above it. */
  | { readonly kind: "remark"; readonly order: ReviewOrder; readonly tone: "warning" | "bad" | "good"; readonly text: string }
  | { readonly kind: "unread"; readonly order?: undefined; readonly text: string }
);

/** Cells before a remark. */
export const remarkIndent = 8;

/** The sheet, line by line: each customer and bank with its orders, and under each order what is to be looked at and how it came out. */
export function reviewRows(model: Pick<ReviewState, "groups" | "choices" | "results"> & { readonly width: number }): readonly ReviewRow[] {
  const width = Math.max(20, model.width - remarkIndent - 1);
  return model.groups.filter((group) => group.orders.length + group.unread.length > 0).flatMap((group): ReviewRow[] => [
    { kind: "group", id: group.group.key, group },
    ...group.unread.flatMap(({ key, title, error }) =>
      wrapText(`✕ ${title}: ${error instanceof AppError ? error.message : "cannot be read."} It is not signed.`, width).map((text, at): ReviewRow => ({ kind: "unread", id: `${key} ${at}`, group, text }))),
    ...group.orders.flatMap((order): ReviewRow[] => {
      const remark = (tone: "warning" | "bad" | "good", name: string) => (text: string, at: number): ReviewRow => ({ kind: "remark", id: `${order.key} ${name} ${at}`, group, order, tone, text });
      const result = model.results.get(order.key);
      const why = whyNot(model, group, order);
      return [
        { kind: "order", id: order.key, group, order },
        ...order.warnings.flatMap((warning, at) => wrapText(warning.text, width).map(remark("warning", `w${at}`))),
        ...(result === undefined ? (why === undefined ? [] : wrapText(why, width).map(remark("bad", "why"))) : wrapText(resultText(result), width).map(remark(isSigned(result) ? "good" : "bad", "result"))),
      ];
    }),
  ]);
}

function whyNot(model: Pick<ReviewState, "choices">, group: ReviewGroup, order: ReviewOrder): string | undefined {
  const why = whyNotMine(model, group, order);
  return why === undefined ? undefined : keyFor(model, group) === undefined ? `✕ ${why}` : `✕ not by you: ${why}`;
}

function resultText(result: ReviewResult): string {
  switch (result.kind) {
    case "signed":
      return result.verdict.complete ? "✓ signed, complete" : `✓ signed. ${result.verdict.explanation}`;
    case "at-bank":
      return `${isSigned(result) ? "✓" : "✕"} ${result.result.text}`;
    case "not-signed":
    case "failed":
      return `✕ not signed. ${result.reason}`;
  }
}
