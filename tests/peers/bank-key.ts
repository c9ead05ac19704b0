import type { PracticeBank } from "../../src/bank/index.ts";
import { Customer, makeUserKeys } from "../bank/support/customer.ts";

/** The bank's X002 certificate, fetched by a user of 3.0: what an answer to anybody must be signed with. */
export async function bankAuthenticationKey(bank: PracticeBank, nowMs: number): Promise<Uint8Array> {
  bank.admin.addPartner({ partnerId: "OTHER", name: "Other Kft." });
  bank.admin.addSubscriber({ partnerId: "OTHER", userId: "OTHER", name: "Other" });
  const other = new Customer(bank, "OTHER", "OTHER", await makeUserKeys("Other", nowMs), { now: () => nowMs });
  try {
    await other.ini();
    await other.hia();
    bank.admin.activateSubscriber("OTHER", "OTHER", "trust");
    const answer = await other.fetchKeys();
    if (answer.kind !== "ok" || answer.value.keys.authentication.certificateDer === undefined) throw new Error("the bank gives its keys");
    return answer.value.keys.authentication.certificateDer;
  } finally {
    other.close();
  }
}
