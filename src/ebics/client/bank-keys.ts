import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { encryptionDigestMatches } from "../key-digest.ts";
import { type PublicKeyInfo, readPublicKey } from "../public-key.ts";
import type { HpbOrderData, KeyManagementResponse } from "../messages.ts";
import { decryptOrderData } from "../order-data.ts";
import { protocols } from "../protocol.ts";
import type { BankKeys, SubscriberContext } from "../subscriber.ts";
import { messageLimits } from "../xml/parse.ts";
import { accepted, failure, isAccepted, readAnswer, rejected, unexpected } from "./answers.ts";
import { freshness } from "./freshness.ts";
import { requireSpoken } from "./spoken.ts";

/** The bank's keys as fetched: NOT verified. The operator compares the hashes with what the bank published on paper. */
export interface FetchedBankKeys {
  readonly hostId: string;
  readonly keys: BankKeys;
  /** Both hash rules are in each; a plain key has only the older one. */
  readonly authentication: PublicKeyInfo;
  readonly encryption: PublicKeyInfo;
}

/** HPB. Rejected with 061001 or 091002 while the bank has not activated the subscriber. @throws AppError ebics */
export async function* fetchBankKeys(context: SubscriberContext): Exchange<Answer<FetchedBankKeys>> {
  requireSpoken(context.protocol, "HPB", "from the bank");
  const protocol = protocols[context.protocol];
  const step: EbicsStep = { order: "HPB", phase: "key-management" };
  const message = { ids: context.ids, product: context.product, adminOrderType: "HPB", ...freshness(context) };
  const bytes = await protocol.noPubKeyDigestsRequest(message, context.authentication);
  const { value: response } = readAnswer(yield { bytes, step }, step, protocol.readKeyManagementResponse);
  if (!isAccepted(response)) return rejected(response, step);
  const orderData = await openKeys(context, response, step);
  const { value } = readAnswer(orderData, step, protocol.readHpbOrderData);
  return accepted(response, fetchedKeys(context, value, step));
}

async function openKeys(context: SubscriberContext, response: KeyManagementResponse, step: EbicsStep): Promise<Uint8Array> {
  if (response.data === undefined) throw unexpected(step, "It brings no keys.");
  const { encryption, orderData } = response.data;
  const opened = encryptionDigestMatches(encryption, context.encryption)
    ? await decryptOrderData(context.encryption, encryption, [orderData], messageLimits.bytesMax)
    : undefined;
  if (opened?.kind !== "ok") throw failure("undecryptable-answer", step, "The bank's keys came encrypted for a key that is not ours.", "Ask the bank which encryption key it has for this user.");
  return opened.data;
}

function fetchedKeys(context: SubscriberContext, data: HpbOrderData, step: EbicsStep): FetchedBankKeys {
  const { authentication, encryption, hostId } = data;
  if (authentication.version !== "X002" || encryption.version !== "E002") throw unexpected(step, "The bank's keys are of a version that is not supported.");
  if (hostId !== context.ids.hostId) throw unexpected(step, "The keys are those of another host.");
  return {
    hostId,
    keys: {
      authentication: { ...authentication, version: "X002" },
      encryption: { ...encryption, version: "E002" },
    },
    authentication: readPublicKey(authentication),
    encryption: readPublicKey(encryption),
  };
}
