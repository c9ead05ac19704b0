import { AppError } from "../../domain/errors.ts";
import type { OperatorId } from "../../domain/ids.ts";
import type { Right } from "../../domain/rights.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { OperatorRights } from "../ports/profile.ts";

/**
 * Whether enough administrators are left after a change: one, and under four eyes two, or nobody could approve anything any more.
 * @param rightsAfter of each operator who is there now @param added who may be new
 * @throws AppError rights/`no-administrator`, `too-few-administrators`
 */
export async function requireAdministrators(
  store: CustomerStore, rightsAfter: (operator: OperatorRights) => readonly Right[], added?: { readonly operatorId: OperatorId; readonly rights: readonly Right[] },
): Promise<void> {
  const operators = await store.profile.operators();
  const after = [...operators.map(rightsAfter), ...(added === undefined || operators.some((one) => one.operatorId === added.operatorId) ? [] : [added.rights])];
  const left = after.filter((rights) => rights.includes("administer")).length;
  if (left === 0) throw new AppError("rights", "no-administrator", "The customer would be left without an administrator.", { meaning: "Nothing was changed.", next: "Give somebody else the right to administer first." });
  if (left < 2 && (await store.profile.get()).fourEyes === true) {
    throw new AppError("rights", "too-few-administrators", "The customer wants four eyes on its administration, and only one administrator would be left.", { meaning: "Nothing was changed.", next: "Let another administrator in first, or end the four eyes." });
  }
}
