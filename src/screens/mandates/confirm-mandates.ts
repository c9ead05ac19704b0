import { counted } from "../../domain/counted.ts";
import type { RegisteredMandateId } from "../../domain/ids.ts";
import type { RegisteredMandate } from "../../domain/mandate.ts";
import { confirmMandates, mayConfirmMandate, waitingMandate } from "../../workflows/mandates/confirm-mandates.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { changeLines } from "../lists/change-lines.ts";
import type { MandatesContext } from "./load-mandates.ts";

/** Shows what others have entered or changed of these mandates, all of it, and confirms them together. @returns true when they were confirmed */
export async function confirmShown({ params, shell }: MandatesContext, ids: readonly RegisteredMandateId[]): Promise<boolean> {
  const { context } = params;
  const mandates: RegisteredMandate[] = [];
  for (const id of ids) {
    const entry = await context.store.mandates.get(id);
    if (entry !== undefined && mayConfirmMandate(context, entry.mandate)) mandates.push(entry.mandate);
  }
  const [only, ...more] = mandates;
  if (only === undefined) {
    shell.notice("None of them is for you to confirm: they are confirmed, or you have entered or changed them.", "warning");
    return false;
  }
  const left = ids.length - mandates.length;
  const sure = await shell.confirm({
    title: more.length === 0 ? `Confirm mandate ${only.mandateId}` : `Confirm ${counted(mandates.length, "mandate")}`, customer: customerOf(context), yes: "confirm", no: "leave unconfirmed", readAll: true,
    consequence: `Collections under ${more.length === 0 ? "it" : "them"} are not warned of any more. Compare ${more.length === 0 ? "it with the mandate" : "each with the mandate"} that the debtor signed.${left === 0 ? "" : ` ${left} of those marked ${left === 1 ? "is" : "are"} not for you to confirm, and left out.`}`,
    details: mandates.flatMap(linesOf),
  });
  if (!sure) return false;
  await confirmMandates(context, mandates);
  shell.notice(more.length === 0 ? `Mandate ${only.mandateId} of ${only.debtor.name} confirmed.` : `${counted(mandates.length, "mandate")} confirmed.`, "good");
  return true;
}

/** What is new in one paragraph; what was changed field by field, old and new. */
function linesOf(mandate: RegisteredMandate): readonly string[] {
  const { by, changes } = waitingMandate(mandate) ?? { by: [], changes: [] };
  const head = `• ${mandate.mandateId} of ${mandate.debtor.name}, ${mandate.unconfirmed?.was === undefined ? "new" : "changed"}, by ${by.join(" and ")}:`;
  if (mandate.unconfirmed?.was !== undefined) return [head, ...changeLines(changes)];
  const inHead: ReadonlySet<string> = new Set(["debtor", "reference", "state"]);
  return [`${head} ${changes.filter(({ field }) => !inHead.has(field)).map(({ field, to }) => `${field} ${to ?? ""}`).join(", ")}`];
}
