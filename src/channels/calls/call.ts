import type { Duplex } from "node:stream";

/** A call that stands: bytes to one place, which the far end has chosen. */
export interface Call {
  /** Ends at once when the call is lost, with an error whose `code` says how. */
  readonly stream: Duplex;
  /** "modem call, 33600 bit/s" */
  describe(): string;
  /** Whatever happened before. Never throws. */
  hangUp(): Promise<void>;
}
