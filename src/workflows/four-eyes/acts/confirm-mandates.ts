import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import { instantNow } from "../../context.ts";
import { wantsConfirmedMandates } from "../../mandates/confirm-mandates.ts";
import { confirmingRights } from "../../partner-confirmation.ts";
import { type ActKind, inStore } from "../act-kind.ts";

/** Whether new and changed mandates stay unconfirmed until another operator has confirmed them. */
const schema = z.strictObject({ kind: z.literal("confirm-mandates"), on: z.boolean() });
export interface ConfirmMandatesAct {
  readonly kind: "confirm-mandates";
  readonly on: boolean;
}

export const confirmMandatesAct: ActKind<ConfirmMandatesAct> = {
  schema,
  doing: "change how mandates are confirmed",
  title: ({ on }) => (on ? "Mandates wait for another operator" : "Mandates count at once"),
  async fields(store, { on }) {
    return { before: mandateFacts(wantsConfirmedMandates(await store.profile.get())), after: mandateFacts(on) };
  },
  async check(store, { on }) {
    const confirming = (await store.profile.operators()).filter((one) => confirmingRights.some((right) => one.rights.includes(right)));
    if (!on || confirming.length >= 2) return;
    throw new AppError("rights", "too-few-operators", "Whoever enters a mandate does not confirm it, and this customer has one operator.", { meaning: "Nothing was changed.", next: "Let another operator in first." });
  },
  carryOut: inStore(async (context, store, { on }) => {
    await store.profile.update({ ...(await store.profile.get()), confirmMandates: on });
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: on ? "confirm-mandates.on" : "confirm-mandates.off", subject: context.customer.id,
      summary: on ? "New and changed mandates wait for another operator from now on" : "New and changed mandates count at once from now on",
    });
  }),
};

export function mandateFacts(on: boolean) {
  return { mandates: on ? "wait for another operator's confirmation" : "count at once" };
}
