import type { IsoInstant } from "../../domain/ids.ts";
import type { Batch } from "../../domain/order.ts";
import type { Balance, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import type { Order, OrderSignature, OrderStep, OrderTransaction } from "./orders.ts";
import type { CustomerColour } from "./profile.ts";

/** What stands on the head and foot of every page. */
export interface PageFrame {
  readonly customerName: string;
  readonly customerShortName: string;
  readonly colour: CustomerColour;
  readonly bankTitle: string;
  readonly printedAt: IsoInstant;
  readonly printedBy: string;
  /** Says PRACTICE on every page. */
  readonly practice: boolean;
}

export interface OrderSheet {
  readonly frame: PageFrame;
  readonly order: Order;
  /** The name at the bank that the operator chose for it. */
  readonly sentAs?: string | undefined;
  /** Of a recall: the number of the order whose payments it asks back. */
  readonly asksBack?: string | undefined;
  readonly batches: readonly Batch[];
  /** In file order; streamed, so that ten thousand rows need no memory. */
  readonly transactions: AsyncIterable<OrderTransaction> | Iterable<OrderTransaction>;
  readonly signatures: readonly OrderSignature[];
  readonly steps: readonly OrderStep[];
}

export interface StatementSheet {
  readonly frame: PageFrame;
  readonly header: StatementHeader;
  readonly balances: readonly Balance[];
  readonly balanced: boolean | null;
  readonly entries: AsyncIterable<StatementEntry> | Iterable<StatementEntry>;
}

/** The letters that a subscriber signs by hand and posts, so that the bank can trust the keys. EBICS 3.0 §4.4.1 and §11.5. */
export interface InitialisationLetters {
  readonly frame: PageFrame;
  readonly hostId: string;
  readonly partnerId: string;
  readonly userId: string;
  readonly userName: string;
  readonly keys: readonly LetterKey[];
}
export interface LetterKey {
  /** INI: the signature key. HIA: authentication and encryption. */
  readonly letter: "INI" | "HIA";
  readonly use: "signature" | "authentication" | "encryption";
  readonly version: string;
  readonly bits: number;
  /** Where the key travels in a certificate. */
  readonly certificate?: { readonly pem: string; /** SHA-256 of its DER, 64 upper-case hex digits. */ readonly hash: string } | undefined;
  /** EBICS 2.4 and 2.5: the numbers in upper-case hex, and SHA-256 over "exponent modulus", 64 upper-case hex digits. */
  readonly numbers?: { readonly exponentHex: string; readonly modulusHex: string; readonly hash: string } | undefined;
}

/** An administrator's recovery code, for an envelope in a safe. */
export interface RecoveryLetter {
  readonly frame: PageFrame;
  readonly administrator: string;
  /** As it is typed, in groups. */
  readonly code: string;
  /** From its use until it counts. */
  readonly waitHours: number;
}
