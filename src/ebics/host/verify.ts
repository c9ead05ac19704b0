import type { KeyObject } from "node:crypto";
import { verifyMessage } from "../auth-signature.ts";
import { h005Authentication } from "../h005/namespaces.ts";
import type { SignedHostRequest } from "./requests.ts";

/** True when the request carries exactly one AuthSignature, in its place, by this X002 key, over all that is read. Never throws. */
export function verifyRequestSignature(request: SignedHostRequest, publicKey: KeyObject): boolean {
  return verifyMessage(h005Authentication, request.document, publicKey);
}
