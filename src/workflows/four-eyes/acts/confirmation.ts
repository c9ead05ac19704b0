import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import { instantNow } from "../../context.ts";
import { confirmingRights } from "../../partner-confirmation.ts";
import type { CustomerProfile } from "../../ports/profile.ts";
import { type ActKind, inStore } from "../act-kind.ts";

/** Of what is entered by one operator and confirmed by another. */
export interface ConfirmationSwitch<Kind extends string> {
  readonly kind: Kind;
  /** In the plural: `accounts of partners`. */
  readonly of: string;
  readonly isOn: (profile: CustomerProfile) => boolean;
  readonly switched: (profile: CustomerProfile, on: boolean) => CustomerProfile;
}

/** Whether what is new or changed stays unconfirmed until another operator has confirmed it. */
export function confirmationAct<Kind extends string>(it: ConfirmationSwitch<Kind>): ActKind<{ readonly kind: Kind; readonly on: boolean }> {
  return {
    schema: z.strictObject({ kind: z.literal(it.kind), on: z.boolean() }),
    doing: `change how ${it.of} are confirmed`,
    title: ({ on }) => `${it.of.charAt(0).toUpperCase()}${it.of.slice(1)} ${on ? "wait for another operator" : "count at once"}`,
    async fields(store, { on }) {
      return { before: confirmationFacts(it, it.isOn(await store.profile.get())), after: confirmationFacts(it, on) };
    },
    async check(store, { on }) {
      const confirming = (await store.profile.operators()).filter((one) => confirmingRights.some((right) => one.rights.includes(right)));
      if (!on || confirming.length >= 2) return;
      throw new AppError("rights", "too-few-operators", "Nobody confirms what they have entered themselves, and this customer has one operator.", { meaning: "Nothing was changed.", next: "Let another operator in first." });
    },
    carryOut: inStore(async (context, store, { on }) => {
      await store.profile.update(it.switched(await store.profile.get(), on));
      await store.journal.append({
        at: instantNow(context), actor: context.operator.name, action: `${it.kind}.${on ? "on" : "off"}`, subject: context.customer.id,
        summary: `New and changed ${it.of} ${on ? "wait for another operator" : "count at once"} from now on`,
      });
    }),
  };
}

export function confirmationFacts({ of }: Pick<ConfirmationSwitch<string>, "of">, on: boolean): Readonly<Record<string, string>> {
  return { [of]: on ? "wait for another operator's confirmation" : "count at once" };
}
