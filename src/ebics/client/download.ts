import type { BtfService, DateRange } from "../btf.ts";
import type { Answer, Exchange } from "../exchange.ts";
import type { OrderContext } from "../subscriber.ts";

/** What to fetch. */
export type DownloadOrder = DownloadWhat & {
  /** Refused beyond this size after decompression. Default 512 MiB. */
  readonly inflatedBytesMax?: number | undefined;
};
export type DownloadWhat =
  | { readonly order: "BTD"; readonly service: BtfService; readonly dateRange?: DateRange | undefined }
  | { readonly order: "HTD" | "HKD" | "HPD" | "HAA" | "HAC"; readonly dateRange?: DateRange | undefined };

/** The data are here, verified and decrypted, but the bank still holds them. */
export interface Download {
  readonly transactionId: string;
  readonly data: Uint8Array;
  /**
   * Tells the bank. Run it only after `data` are stored durably: many banks deliver once.
   * @param positive true: it may forget them; false: it keeps them for the next fetch
   */
  receipt(positive: boolean): Exchange<Answer<undefined>>;
}

/** BTD and the administrative downloads: initialisation with the first segment, then the others. The receipt is a second exchange. */
export async function* download(_context: OrderContext, _order: DownloadOrder): Exchange<Answer<Download>> {
  throw new Error("being written");
}
