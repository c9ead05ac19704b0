import type { Answer, Exchange } from "../exchange.ts";
import type { SignatureVersion, UnsecuredContext } from "../subscriber.ts";

/** The bank took the keys; nothing works before it activates them on receipt of the letter. */
export interface KeysSent {
  readonly bankOrderId: string | undefined;
}

/** INI: sends the signature certificate. @param certificateDer the same bytes as in the letter */
export async function* sendIni(_context: UnsecuredContext, _signature: { readonly version: SignatureVersion; readonly certificateDer: Uint8Array }): Exchange<Answer<KeysSent>> {
  throw new Error("being written");
}

/** HIA: sends the authentication (X002) and encryption (E002) certificates. */
export async function* sendHia(_context: UnsecuredContext, _certificates: { readonly authenticationCertificateDer: Uint8Array; readonly encryptionCertificateDer: Uint8Array }): Exchange<Answer<KeysSent>> {
  throw new Error("being written");
}
