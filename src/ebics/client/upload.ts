import type { BtfService } from "../btf.ts";
import type { Answer, Exchange } from "../exchange.ts";
import type { OrderSignature } from "../messages.ts";
import type { OrderContext } from "../subscriber.ts";

/** What BTU sends. */
export interface UploadOrder {
  readonly service: BtfService;
  readonly fileName?: string | undefined;
  /** The file, exactly as signed. Streamed: only its compressed form is held in memory. */
  readonly orderData: Uint8Array | AsyncIterable<Uint8Array>;
  /** At least one. All of the same version: it stands in DataDigest. */
  readonly signatures: readonly OrderSignature[];
  /** True: the signatures release the order. False: transport only, released by other means. */
  readonly signatureFlag: boolean;
  /** Put into distributed signature at the bank where signatures are missing. Only with `signatureFlag`. */
  readonly requestEds: boolean;
  /** SHA-256 over the order data without CR, LF, Ctrl-Z, as the signers saw it. When given and different, nothing is sent. */
  readonly orderDataDigest?: Uint8Array | undefined;
  /** Largest segment in characters of base64. Default and maximum 1 MiB. */
  readonly segmentBytesMax?: number | undefined;
}

/** The bank has all segments. Delivered is not accepted: its checks follow in HAC and pain.002. */
export interface UploadReceipt {
  readonly transactionId: string;
  readonly bankOrderId: string | undefined;
  readonly segments: number;
  readonly orderDataDigest: Uint8Array;
}

/**
 * BTU: initialisation, then every segment.
 * @throws AppError ebics/`bad-order` before anything is sent; others on a bad answer, with their meaning for the money
 */
export async function* upload(_context: OrderContext, _order: UploadOrder): Exchange<Answer<UploadReceipt>> {
  throw new Error("being written");
}
