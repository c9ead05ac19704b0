import type { Answer, Exchange } from "../exchange.ts";

/** What HEV answers. */
export interface HostVersions {
  /** `{ protocolVersion: "H005", versionNumber: "03.00" }`. */
  readonly versions: readonly { readonly protocolVersion: string; readonly versionNumber: string }[];
}

/** Asks which EBICS versions the host speaks. Unsigned, and so is the answer: information only. */
export async function* hev(_hostId: string): Exchange<Answer<HostVersions>> {
  throw new Error("being written");
}
