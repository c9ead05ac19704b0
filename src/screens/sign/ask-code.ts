import type { WorkflowContext } from "../../workflows/context.ts";
import type { AskCode } from "../../workflows/devices.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { Shell } from "../shell/shell.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { sumsText } from "../wording/amounts.ts";
import { timeText } from "../wording/dates.ts";

/** Asks for the one-time password that releases a key, and says for exactly what: the same that stands in the text that was sent. */
export function askCodeOn(shell: Shell<WorkstationSession, Routes>, context: WorkflowContext): AskCode {
  return (challenge, matter, problem) =>
    shell.askSecret({
      title: "One-time password", customer: customerOf(context), label: "code", problem,
      details: [
        challenge.instruction,
        `for      ${matter.title}${matter.sums.length === 0 ? "" : ` · ${sumsText(matter.sums, context.operator.language)}`}`,
        ...(matter.accounts.length === 0 ? [] : [`account  ${matter.accounts.slice(0, 3).join(", ")}${matter.accounts.length > 3 ? `, and ${matter.accounts.length - 3} more` : ""}`]),
        ...(matter.payee === undefined ? [] : [`payee    ${matter.payee}`]),
        ...(matter.debtor === undefined ? [] : [`debtor   ${matter.debtor}`]),
        `digest   ${challenge.digestHead}`,
        `until    ${timeText(Date.parse(challenge.expiresAt))}`,
        ...(challenge.practiceText === undefined ? [] : [`PRACTICE the telephone shows: ${challenge.practiceText}`]),
      ],
    });
}
