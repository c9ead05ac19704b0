import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import { instantNow } from "../../context.ts";
import { confirmingRights, wantsConfirmedPartners } from "../../partner-confirmation.ts";
import { type ActKind, inStore } from "../act-kind.ts";

/** Whether new and changed accounts of partners stay unconfirmed until another operator has confirmed them. */
const schema = z.strictObject({ kind: z.literal("confirm-partners"), on: z.boolean() });
export interface ConfirmPartnersAct {
  readonly kind: "confirm-partners";
  readonly on: boolean;
}

export const confirmPartnersAct: ActKind<ConfirmPartnersAct> = {
  schema,
  doing: "change how accounts of partners are confirmed",
  title: ({ on }) => (on ? "Accounts of partners wait for another operator" : "Accounts of partners count at once"),
  async fields(store, { on }) {
    return { before: partnerFacts(wantsConfirmedPartners(await store.profile.get())), after: partnerFacts(on) };
  },
  async check(store, { on }) {
    const confirming = (await store.profile.operators()).filter((one) => confirmingRights.some((right) => one.rights.includes(right)));
    if (!on || confirming.length >= 2) return;
    throw new AppError("rights", "too-few-operators", "Whoever enters an account does not confirm it, and this customer has one operator.", { meaning: "Nothing was changed.", next: "Let another operator in first." });
  },
  carryOut: inStore(async (context, store, { on }) => {
    await store.profile.update({ ...(await store.profile.get()), confirmPartners: on });
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: on ? "confirm-partners.on" : "confirm-partners.off", subject: context.customer.id,
      summary: on ? "New and changed accounts of partners wait for another operator from now on" : "New and changed accounts of partners count at once from now on",
    });
  }),
};

export function partnerFacts(on: boolean) {
  return { "accounts of partners": on ? "wait for another operator's confirmation" : "count at once" };
}
