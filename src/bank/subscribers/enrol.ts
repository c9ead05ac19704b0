import { AppError } from "../../domain/errors.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { findSubscriber, type Subscriber } from "./subscriber.ts";

export interface NewSubscriber {
  readonly partnerId: string;
  readonly userId: string;
  readonly name: string;
  /** Default E: their one signature releases an order. */
  readonly signatureClass?: SignatureClass | undefined;
  /** Default: everything the bank offers. */
  readonly orderTypes?: readonly string[] | undefined;
  /** Default: all accounts of the partner. */
  readonly accounts?: readonly string[] | undefined;
}

/** EBICS token of PartnerID and UserID (ebics_types_H005.xsd). */
const idPattern = /^[a-zA-Z0-9,=]{1,35}$/;

/** @throws AppError bank/`wrong-id` `partner-exists` */
export function addPartner(database: BankDatabase, partner: { readonly partnerId: string; readonly name: string }): void {
  checkId(partner.partnerId);
  const { changes } = database.run("INSERT INTO partner (partner_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", partner.partnerId, partner.name);
  if (changes === 0) throw refused("partner-exists", `There is a partner ${partner.partnerId} already.`, "Choose another id.");
}

/** @throws AppError bank/`wrong-id` `no-such-partner` `subscriber-exists` */
export function addSubscriber(database: BankDatabase, wanted: NewSubscriber): Subscriber {
  checkId(wanted.userId);
  if (database.get("SELECT 1 FROM partner WHERE partner_id = ?", wanted.partnerId) === undefined) {
    throw refused("no-such-partner", `There is no partner ${wanted.partnerId}.`, "Add the partner first: bank partner add.");
  }
  const { changes } = database.run(
    `INSERT INTO subscriber (partner_id, user_id, name, state, signature_class, order_types, accounts) VALUES (?, ?, ?, 'new', ?, ?, ?) ON CONFLICT DO NOTHING`,
    wanted.partnerId, wanted.userId, wanted.name, wanted.signatureClass ?? "E", JSON.stringify(wanted.orderTypes ?? []), JSON.stringify(wanted.accounts ?? []),
  );
  if (changes === 0) throw refused("subscriber-exists", `There is a user ${wanted.userId} of partner ${wanted.partnerId} already.`, "Choose another id.");
  return knownSubscriber(database, wanted.partnerId, wanted.userId);
}

/** Locks a user out at once; open uploads of theirs are forgotten. @throws AppError bank/`no-such-subscriber` */
export function suspendSubscriber(database: BankDatabase, partnerId: string, userId: string): Subscriber {
  knownSubscriber(database, partnerId, userId);
  database.transaction(() => {
    database.run("UPDATE subscriber SET state = 'suspended' WHERE partner_id = ? AND user_id = ?", partnerId, userId);
    database.run("DELETE FROM upload WHERE partner_id = ? AND user_id = ? AND order_data_key IS NULL", partnerId, userId);
  });
  return knownSubscriber(database, partnerId, userId);
}

/** SPR: the user is locked out and their keys count no more; they may initialise again from the beginning. Within a transaction. */
export function suspendThemselves(database: BankDatabase, partnerId: string, userId: string): void {
  suspendSubscriber(database, partnerId, userId);
  resetSubscriber(database, partnerId, userId);
  database.run("UPDATE subscriber SET state = 'suspended-by-user' WHERE partner_id = ? AND user_id = ?", partnerId, userId);
}

/** Forgets the user's keys: they may initialise again from the beginning. @throws AppError bank/`no-such-subscriber` */
export function resetSubscriber(database: BankDatabase, partnerId: string, userId: string): Subscriber {
  knownSubscriber(database, partnerId, userId);
  database.run(
    `UPDATE subscriber SET state = 'new', signature_version = NULL, signature_key = NULL, signature_form = NULL,
       authentication_key = NULL, authentication_form = NULL, encryption_key = NULL, encryption_form = NULL
     WHERE partner_id = ? AND user_id = ?`, partnerId, userId,
  );
  return knownSubscriber(database, partnerId, userId);
}

/** @throws AppError bank/`no-such-subscriber` */
export function knownSubscriber(database: BankDatabase, partnerId: string, userId: string): Subscriber {
  const subscriber = findSubscriber(database, partnerId, userId);
  if (subscriber === undefined) throw refused("no-such-subscriber", `There is no user ${userId} of partner ${partnerId}.`, "List them: bank subscriber list.");
  return subscriber;
}

function checkId(id: string): void {
  if (!idPattern.test(id)) throw refused("wrong-id", `${id} is not an EBICS id.`, "Use 1 to 35 letters and digits, comma and equals sign.");
}

function refused(code: string, message: string, next: string): AppError {
  return new AppError("bank", code, message, { meaning: "Nothing was changed.", next });
}
