import { assert } from "../../domain/errors.ts";
import type { AttentionItem } from "../../workflows/attention.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { WorkstationShell } from "../routes.ts";
import { settleOlderCopy } from "./older-copy.ts";

/** Goes where it can be settled. */
export function openNeed(shell: WorkstationShell, context: WorkflowContext, item: AttentionItem): void {
  switch (item.kind) {
    case "older-copy":
      void settleOlderCopy(shell, context).catch((error: unknown) => shell.showError(error));
      break;
    case "unanswered":
    case "refused":
    case "partly-refused":
      openOrder(shell, context, item);
      break;
    case "to-sign":
      if (item.orderIds.length === 1) openOrder(shell, context, item);
      else shell.push("orders", { context, states: ["checked", "partly-signed"] });
      break;
    case "to-send":
      if (item.orderIds.length === 1) openOrder(shell, context, item);
      else shell.push("orders", { context, states: ["signed", "queued"] });
      break;
    case "findings":
      if (item.orderIds.length === 1) openOrder(shell, context, item);
      else shell.push("orders", { context, states: ["draft"] });
      break;
    case "to-sign-at-bank":
      shell.push("eds", { context });
      break;
    case "bank-keys":
      shell.push("bank-keys");
      break;
    case "own-keys":
    case "subscriber":
      shell.push("settings", { context });
      break;
    case "to-approve":
    case "recovery-used":
    case "recovery-missing":
      shell.push("settings", { context, section: "approvals" });
      break;
    case "to-confirm":
      shell.push("partners", { context, unconfirmed: true });
      break;
    case "mandates-stopped":
      shell.push("mandates", { context, show: "suspended" });
      break;
    case "mandates-to-confirm":
      shell.push("mandates", { context, show: "unconfirmed" });
      break;
    case "unbalanced":
    case "statements-missing":
      shell.push("statements", { context });
      break;
  }
}

function openOrder(shell: WorkstationShell, context: WorkflowContext, item: AttentionItem): void {
  const [orderId] = item.orderIds;
  assert(orderId !== undefined, "a need about an order names it");
  shell.push("order", { context, orderId });
}
