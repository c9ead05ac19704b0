/** The payee's bank knew the account by another name. */
export interface PayeeMiss {
  readonly name: string;
  readonly account: string;
  /** `RVMC` close match, `RVNM` no match. */
  readonly code: string;
  /** In the bank's words, or what the code means; may hold the name that the account has. */
  readonly text: string;
  readonly orderNumber: number;
}
