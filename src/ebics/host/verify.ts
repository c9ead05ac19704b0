import type { KeyObject } from "node:crypto";
import { hostProtocols } from "../protocol.ts";
import type { SignedHostRequest } from "./requests.ts";

/** True when the request carries exactly one AuthSignature, in its place, by this X002 key, over all that is read. Never throws. */
export function verifyRequestSignature(request: SignedHostRequest, publicKey: KeyObject): boolean {
  return hostProtocols[request.protocol].verifyMessage(request.document, publicKey);
}
