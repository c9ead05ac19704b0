import { assert } from "../../domain/errors.ts";
import type { AttentionItem } from "../../workflows/attention.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { WorkstationShell } from "../routes.ts";

/** Goes where it can be settled. */
export function openNeed(shell: WorkstationShell, context: WorkflowContext, item: AttentionItem): void {
  switch (item.kind) {
    case "unanswered":
    case "refused":
    case "partly-refused":
      return openOrder(shell, context, item);
    case "to-sign":
      return item.orderIds.length === 1 ? openOrder(shell, context, item) : shell.push("orders", { context, states: ["checked", "partly-signed"] });
    case "to-send":
      return item.orderIds.length === 1 ? openOrder(shell, context, item) : shell.push("orders", { context, states: ["signed", "queued"] });
    case "findings":
      return item.orderIds.length === 1 ? openOrder(shell, context, item) : shell.push("orders", { context, states: ["draft"] });
    case "bank-keys":
    case "subscriber":
      return shell.push("settings", { context });
    case "unbalanced":
      return shell.push("statements", { context });
  }
}

function openOrder(shell: WorkstationShell, context: WorkflowContext, item: AttentionItem): void {
  const [orderId] = item.orderIds;
  assert(orderId !== undefined, "a need about an order names it");
  shell.push("order", { context, orderId });
}
