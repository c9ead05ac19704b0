import type { BankAdmin } from "../../bank/index.ts";
import type { DemoCustomer } from "./customers.ts";

/** Partner, accounts and users, as the bank's counter enters them. */
export function openAtTheBank(customer: DemoCustomer, counter: BankAdmin): void {
  const { partnerId, profile } = customer;
  counter.addPartner({ partnerId, name: profile.name });
  for (const { currency, openingMinor } of customer.accounts) {
    counter.openAccount({ partnerId, owner: profile.name, currency, opening: { minor: openingMinor, currency } });
  }
  for (const signer of customer.signers) {
    counter.addSubscriber({ partnerId, userId: signer.userId, name: signer.operator, signatureClass: signer.signatureClass });
  }
}
