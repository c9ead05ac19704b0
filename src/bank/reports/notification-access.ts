import { toIsoInstant } from "../../domain/clock.ts";
import type { AccessTokens } from "../notify/access-tokens.ts";
import { notificationPath } from "../notify/notifier.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";
import type { Delivery } from "./delivery.ts";

/** wssparam: where and with what a program may listen. @param url of the bank's EBICS address */
export function notificationAccess(tokens: AccessTokens, url: string, { partnerId, userId }: Subscriber): Delivery {
  const { token, oneTime, validToMs } = tokens.issue({ partnerId, userId });
  const address = new URL(notificationPath, url);
  address.protocol = "wss:";
  const access = { URL: address.href, TOKEN: token, OTT: oneTime ? "Y" : "N", VALIDITY: toIsoInstant(validToMs), PARTNERID: partnerId, USERID: userId };
  return { content: (async function* () { yield Buffer.from(JSON.stringify(access)); })() };
}
