import type { IsoInstant, OrderId, SessionId, SubscriberId, TransferId } from "../../domain/ids.ts";

/** One try to bring an order to the bank, written before each step is taken. */
export interface Transmission {
  readonly orderId: OrderId;
  /** Counts from 1 per order. */
  readonly attempt: number;
  readonly sessionId: SessionId;
  readonly subscriberId: SubscriberId;
  readonly startedAt: IsoInstant;
  /** `initialising` … `last-segment-leaving` is the point of no return. */
  readonly phase: "initialising" | "transferring" | "last-segment-leaving" | "answered" | "abandoned";
  /** Upper-case hex, 32 digits, once the bank gave it. */
  readonly transactionId: string | undefined;
  readonly bankOrderId: string | undefined;
  readonly segments: number;
  readonly segmentsAcknowledged: number;
  /** `BTU`, once it was asked for. */
  readonly orderType?: string | undefined;
  /** The prepared segments that it sends; gone when the bank's answer is known. A later try goes on with them where the bank says. */
  readonly transferId?: TransferId | undefined;
  readonly outcome: string | undefined;
}
export interface TransmissionRepository {
  put(transmission: Transmission): Promise<void>;
  ofOrder(orderId: OrderId): Promise<readonly Transmission[]>;
  /** Those left in the middle by a crash: phase neither answered nor abandoned. */
  unfinished(): Promise<readonly Transmission[]>;
}
