import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import { instantNow } from "../../context.ts";
import type { CustomerProfile } from "../../ports/profile.ts";
import type { Fields } from "../../ports/proposals.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { limits, limitsOf } from "../shapes.ts";

/** Who the customer is. The short name and the colour stay: the registry and the operators' eyes know the customer by them. */
const schema = z.strictObject({
  kind: z.literal("profile"),
  profile: z.strictObject({ name: z.string(), code: z.string().min(1), language: z.enum(["en", "hu", "de"]), confirmAbove: limits, address: z.string().optional() }),
});
export interface ProfileAct {
  readonly kind: "profile";
  readonly profile: Omit<CustomerProfile, "shortName" | "colour" | "fourEyes">;
}

export const profileAct: ActKind<ProfileAct> = {
  schema,
  doing: "change the profile",
  title: () => "Profile of the customer",
  async fields(store, { profile }) {
    const before = await store.profile.get();
    return { before: factsOf(before, "as it is"), after: factsOf(profile, before.code === profile.code ? "as it is" : "another one") };
  },
  check(_store, { profile }) {
    return profile.name.trim() === "" ? Promise.reject(new AppError("input", "name-missing", "A customer needs a name.", { meaning: "Nothing was changed." })) : Promise.resolve();
  },
  carryOut: inStore(async (context, store, { profile }) => {
    const before = await store.profile.get();
    await store.profile.update({ ...before, ...profile });
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "profile.changed", subject: context.customer.id, summary: `Profile of ${before.shortName} changed`,
      detail: { before: factsOf(before, ""), after: factsOf(profile, ""), codeChanged: before.code !== profile.code },
    });
  }),
};

/** @param code what is said of it: it is typed where large amounts move, and is shown nowhere */
function factsOf(profile: Pick<CustomerProfile, "name" | "language" | "confirmAbove" | "address">, code: string): Fields {
  return { name: profile.name, "code asked above": limitsOf(profile.confirmAbove, "never"), code, language: profile.language, address: profile.address ?? "-" };
}
