import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import { instantNow } from "../../context.ts";
import type { CustomerProfile } from "../../ports/profile.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { confirmedMandates } from "./confirm-mandates.ts";
import { confirmedPartners } from "./confirm-partners.ts";
import { confirmationFacts } from "./confirmation.ts";

/** Whether changes of administration need a second administrator. Switched on by one where there are two; switched off only by both. */
const schema = z.strictObject({ kind: z.literal("four-eyes"), on: z.boolean() });
export interface FourEyesAct {
  readonly kind: "four-eyes";
  readonly on: boolean;
}

export const fourEyesAct: ActKind<FourEyesAct> = {
  schema,
  doing: "switch four eyes",
  title: ({ on }) => (on ? "Four eyes on administration" : "No four eyes on administration any more"),
  async fields(store, { on }) {
    const profile = await store.profile.get();
    const facts = (fourEyes: boolean) => ({ "changes of administration": fourEyes ? "need a second administrator" : "take effect at once", ...confirmationsOf({ ...profile, fourEyes }) });
    return { before: facts(profile.fourEyes === true), after: facts(on) };
  },
  async check(store, { on }) {
    const administrators = (await store.profile.operators()).filter((one) => one.rights.includes("administer"));
    if (!on || administrators.length >= 2) return;
    throw new AppError("rights", "too-few-administrators", "Four eyes need two administrators, and this customer has one.", { meaning: "Nothing was changed.", next: "Let another administrator in first." });
  },
  carryOut: inStore(async (context, store, { on }) => {
    await store.profile.update({ ...(await store.profile.get()), fourEyes: on });
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: on ? "four-eyes.on" : "four-eyes.off", subject: context.customer.id,
      summary: on ? "Changes of administration need a second administrator from now on" : "Changes of administration take effect at once from now on",
    });
  }),
};

/** They follow the four eyes where nothing else was chosen. */
function confirmationsOf(profile: CustomerProfile): Readonly<Record<string, string>> {
  return { ...confirmationFacts(confirmedPartners, confirmedPartners.isOn(profile)), ...confirmationFacts(confirmedMandates, confirmedMandates.isOn(profile)) };
}
