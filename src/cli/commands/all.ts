import { approval } from "./approval.ts";
import { bankKey } from "./bank-key.ts";
import { card } from "./card.ts";
import { connection, subscriber } from "./connection.ts";
import { convert } from "./convert.ts";
import { customer } from "./customer.ts";
import { demo } from "./demo.ts";
import { eds } from "./eds.ts";
import { formats } from "./formats.ts";
import { inspect } from "./inspect.ts";
import { journal } from "./journal.ts";
import { mandate } from "./mandate.ts";
import type { Noun } from "./noun.ts";
import { onboard } from "./onboard.ts";
import { oneTimePassword } from "./one-time-password.ts";
import { operator } from "./operator.ts";
import { operatorGroup } from "./operator-group.ts";
import { order } from "./order.ts";
import { ownFormat } from "./own-format.ts";
import { partner } from "./partner.ts";
import { practiceBank } from "./practice-bank.ts";
import { quarantine } from "./quarantine.ts";
import { rule } from "./rule.ts";
import { session } from "./session.ts";
import { signer } from "./signer.ts";
import { signerGroup } from "./signer-group.ts";
import { statement } from "./statement.ts";
import { template } from "./template.ts";

/** Every noun of the command line, sorted as the help shows them. */
export const nouns: readonly Noun[] = [
  practiceBank,
  approval,
  bankKey,
  card,
  connection,
  convert,
  customer,
  demo,
  eds,
  formats,
  inspect,
  journal,
  mandate,
  onboard,
  oneTimePassword,
  operator,
  operatorGroup,
  order,
  ownFormat,
  partner,
  quarantine,
  rule,
  session,
  signer,
  signerGroup,
  statement,
  subscriber,
  template,
];
