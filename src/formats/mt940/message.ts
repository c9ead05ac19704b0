import type { AccountNumber } from "../../domain/account-number.ts";
import type { CurrencyCode } from "../../domain/ids.ts";

/** Facts of one message. */
export interface Message {
  line: number;
  reference: string | undefined;
  account: AccountNumber | undefined;
  number: string | undefined;
  createdAt: string | undefined;
  currency: CurrencyCode | undefined;
  /** Its statement has begun. */
  delivered: boolean;
  debits: number;
  credits: number;
  /** Its closing balance was read. */
  closed: boolean;
  /** It is a further page of the statement before. */
  continues: boolean;
}

/** @param before in the same statement file: what is left out is as it was there */
export function newMessage(line: number, before: Message | undefined): Message {
  return {
    line, reference: before?.reference, account: before?.account, number: undefined, createdAt: undefined, currency: undefined,
    delivered: false, debits: 0, credits: 0, closed: false, continues: false,
  };
}
