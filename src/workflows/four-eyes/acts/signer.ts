import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { Signer } from "../../../domain/signature-rules.ts";
import { instantNow } from "../../context.ts";
import type { OperatorRights } from "../../ports/profile.ts";
import type { Fields } from "../../ports/proposals.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { limitsOf, signer as signerShape } from "../shapes.ts";

/** A signer as entered or changed: name, class, limits, and whose key it is. */
const schema = z.strictObject({ kind: z.literal("signer"), signer: signerShape });
export interface SignerAct {
  readonly kind: "signer";
  readonly signer: Signer;
}

export const signerAct: ActKind<SignerAct> = {
  schema,
  doing: "change signers",
  title: ({ signer }) => `Signer ${signer.name} (${signer.signatureClass})`,
  async fields(store, { signer }) {
    const operators = await store.profile.operators();
    const before = (await store.signers.all()).find((one) => one.id === signer.id);
    return { before: before === undefined ? {} : factsOf(before, operators), after: factsOf(signer, operators) };
  },
  async check(store, { signer }) {
    if (signer.operatorId === undefined || !(await store.profile.rightsOf(signer.operatorId)).includes("administer")) return;
    throw new AppError("rights", "administrator-cannot-sign", "An administrator cannot sign: this operator administers the customer.", { meaning: "Nothing was changed.", next: "Choose another operator, or give the right to administer to somebody else." });
  },
  carryOut: inStore(async (context, store, { signer }) => {
    const operators = await store.profile.operators();
    const before = (await store.signers.all()).find((one) => one.id === signer.id);
    await store.signers.put(signer);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: before === undefined ? "signer.created" : "signer.changed", subject: signer.id,
      summary: `Signer ${signer.name} (${signer.signatureClass})`, detail: { before: before === undefined ? undefined : factsOf(before, operators), after: factsOf(signer, operators) },
    });
  }),
};

function factsOf(signer: Signer, operators: readonly OperatorRights[]): Fields {
  const operator = operators.find((one) => one.operatorId === signer.operatorId)?.operatorName ?? (signer.operatorId === undefined ? "nobody here" : `another operator (${signer.operatorId})`);
  return {
    name: signer.name, class: signer.signatureClass, operator, "per payment": limitsOf(signer.perTransactionLimits, "no limit"), "per order": limitsOf(signer.perFileLimits, "no limit"), "per day": limitsOf(signer.perDayLimits, "no limit"),
  };
}
