import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import type { AllKeysOrderData } from "../messages.ts";
import { compress } from "../order-data.ts";
import { protocols } from "../protocol.ts";
import type { PublicKey } from "../public-key.ts";
import type { SignatureVersion, UnsecuredContext } from "../subscriber.ts";
import { accepted, isAccepted, readAnswer, rejected } from "./answers.ts";
import { requireSpoken } from "./spoken.ts";

/** The bank took the keys; nothing works before it activates them on receipt of the letter. */
export interface KeysSent {
  readonly bankOrderId: string | undefined;
}

/** INI: sends the signature key. @param signature a certificate is the same bytes as in the letter */
export async function* sendIni(context: UnsecuredContext, signature: { readonly version: SignatureVersion } & PublicKey): Exchange<Answer<KeysSent>> {
  const { partnerId, userId } = context.ids;
  return yield* sendKeys(context, "INI", protocols[context.protocol].iniOrderData({ partnerId, userId, ...signature }));
}

/** HIA: sends the authentication (X002) and encryption (E002) keys. */
export async function* sendHia(context: UnsecuredContext, keys: { readonly authentication: PublicKey; readonly encryption: PublicKey }): Exchange<Answer<KeysSent>> {
  const { partnerId, userId } = context.ids;
  const orderData = protocols[context.protocol].hiaOrderData({
    partnerId,
    userId,
    authentication: { ...keys.authentication, version: "X002" },
    encryption: { ...keys.encryption, version: "E002" },
  });
  return yield* sendKeys(context, "HIA", orderData);
}

/** H3K: all three certificates at once; each must have been issued by an authority that the bank trusts. EBICS 3.0 only. */
export async function* sendH3k(context: UnsecuredContext, keys: Omit<AllKeysOrderData, "partnerId" | "userId">): Exchange<Answer<KeysSent>> {
  const { partnerId, userId } = context.ids;
  return yield* sendKeys(context, "H3K", protocols[context.protocol].h3kOrderData({ partnerId, userId, ...keys }));
}

/** Order ids where the client gives them (2.4): a new user has sent nothing else that could have them. */
const orderIds = { INI: "A001", HIA: "A002", H3K: "A003" } as const;

async function* sendKeys(context: UnsecuredContext, adminOrderType: "INI" | "HIA" | "H3K", orderData: Uint8Array): Exchange<Answer<KeysSent>> {
  requireSpoken(context.protocol, adminOrderType, "to the bank");
  const protocol = protocols[context.protocol];
  const step: EbicsStep = { order: adminOrderType, phase: "key-management" };
  const bytes = protocol.unsecuredRequest({ ids: context.ids, product: context.product, adminOrderType, orderId: orderIds[adminOrderType], orderData: await compress(orderData) });
  const { value: response } = readAnswer(yield { bytes, step }, step, protocol.readKeyManagementResponse);
  return isAccepted(response) ? accepted(response, { bankOrderId: response.orderId }) : rejected(response, step);
}
