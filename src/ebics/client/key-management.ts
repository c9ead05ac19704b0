import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import type { AllKeysOrderData } from "../messages.ts";
import { compress } from "../order-data.ts";
import { protocols } from "../protocol.ts";
import type { SignatureVersion, UnsecuredContext } from "../subscriber.ts";
import { accepted, isAccepted, readAnswer, rejected } from "./answers.ts";
import { requireSpoken } from "./spoken.ts";

/** The bank took the keys; nothing works before it activates them on receipt of the letter. */
export interface KeysSent {
  readonly bankOrderId: string | undefined;
}

/** INI: sends the signature certificate. @param signature.certificateDer the same bytes as in the letter */
export async function* sendIni(context: UnsecuredContext, signature: { readonly version: SignatureVersion; readonly certificateDer: Uint8Array }): Exchange<Answer<KeysSent>> {
  const { partnerId, userId } = context.ids;
  return yield* sendKeys(context, "INI", protocols[context.protocol].iniOrderData({ partnerId, userId, ...signature }));
}

/** HIA: sends the authentication (X002) and encryption (E002) certificates. */
export async function* sendHia(
  context: UnsecuredContext,
  certificates: { readonly authenticationCertificateDer: Uint8Array; readonly encryptionCertificateDer: Uint8Array },
): Exchange<Answer<KeysSent>> {
  const { partnerId, userId } = context.ids;
  const orderData = protocols[context.protocol].hiaOrderData({
    partnerId,
    userId,
    authentication: { version: "X002", certificateDer: certificates.authenticationCertificateDer },
    encryption: { version: "E002", certificateDer: certificates.encryptionCertificateDer },
  });
  return yield* sendKeys(context, "HIA", orderData);
}

/** H3K: all three certificates at once; each must have been issued by an authority that the bank trusts. EBICS 3.0 only. */
export async function* sendH3k(context: UnsecuredContext, keys: Omit<AllKeysOrderData, "partnerId" | "userId">): Exchange<Answer<KeysSent>> {
  const { partnerId, userId } = context.ids;
  return yield* sendKeys(context, "H3K", protocols[context.protocol].h3kOrderData({ partnerId, userId, ...keys }));
}

async function* sendKeys(context: UnsecuredContext, adminOrderType: "INI" | "HIA" | "H3K", orderData: Uint8Array): Exchange<Answer<KeysSent>> {
  requireSpoken(context.protocol, adminOrderType, "to the bank");
  const protocol = protocols[context.protocol];
  const step: EbicsStep = { order: adminOrderType, phase: "key-management" };
  const bytes = protocol.unsecuredRequest({ ids: context.ids, product: context.product, adminOrderType, orderData: await compress(orderData) });
  const { value: response } = readAnswer(yield { bytes, step }, step, protocol.readKeyManagementResponse);
  return isAccepted(response) ? accepted(response, { bankOrderId: response.orderId }) : rejected(response, step);
}
