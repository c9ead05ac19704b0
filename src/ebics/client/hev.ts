import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { type HostVersion, readHevResponse, writeHevRequest } from "../hev-messages.ts";
import { accepted, readAnswer, rejected } from "./answers.ts";

/** What HEV answers. */
export interface HostVersions {
  readonly versions: readonly HostVersion[];
}

/** Asks which EBICS versions the host speaks. Unsigned, and so is the answer: information only. */
export async function* hev(hostId: string): Exchange<Answer<HostVersions>> {
  const step: EbicsStep = { order: "HEV", phase: "key-management" };
  const { value: response } = readAnswer(yield { bytes: writeHevRequest(hostId), step }, step, readHevResponse);
  const { returnCode: technical, reportText, versions } = response;
  return technical === "000000" ? accepted({ technical, business: technical, reportText }, { versions }) : rejected({ technical, reportText }, step);
}
