import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { visibleLine } from "../domain/text.ts";
import type { OrderName } from "../ebics/index.ts";

/** What the bank answers to wssparam: all values are strings. */
const accessFile = z.object({ URL: z.string().max(2_000), TOKEN: z.string().min(1).max(4_000), OTT: z.enum(["Y", "N"]), VALIDITY: z.string(), PARTNERID: z.string().min(1), USERID: z.string().optional() });

/** Where and with what to listen. */
export interface NotificationAccess {
  readonly url: string;
  /** `PARTNERID_USERID`, or the partner alone. */
  readonly userName: string;
  readonly token: string;
  /** Milliseconds since 1970 until which the token may be used again; undefined: for one connection, or the bank did not say it readably. */
  readonly reusableToMs: number | undefined;
}

/** @throws AppError ebics/`unexpected-answer` */
export function readNotificationAccess(data: Uint8Array): NotificationAccess {
  const result = accessFile.safeParse(jsonOf(Buffer.from(data).toString("utf8")));
  if (!result.success) {
    throw new AppError("ebics", "unexpected-answer", "The bank's answer about real-time notifications cannot be read.", { meaning: "No money is concerned; fetching works as ever.", next: "Tell the bank; until then fetch by hand or by schedule.", cause: result.error });
  }
  const { URL: url, TOKEN: token, OTT: oneTime, VALIDITY: validity, PARTNERID: partnerId, USERID: userId } = result.data;
  const validToMs = Date.parse(validity);
  return { url, token, userName: userId === undefined ? partnerId : `${partnerId}_${userId}`, reusableToMs: oneTime === "Y" || Number.isNaN(validToMs) ? undefined : validToMs };
}

const shortText = z.string().max(200);
const messageFile = z.object({
  MCLASS: z.array(z.object({ NAME: shortText, TIMESTAMP: shortText.optional() })).min(1).max(20),
  BTF: z.array(z.object({ SERVICE: z.string().regex(/^[A-Z0-9]{3}$/), SCOPE: z.string().regex(/^[A-Z0-9]{2,3}$/).optional(), OPTION: z.string().regex(/^[A-Z0-9]{3,10}$/).optional(), CONTTYPE: z.enum(["SVC", "XML", "ZIP"]).optional(), MSGNAME: z.string().regex(/^[a-z.0-9]{1,10}$/) })).max(200).optional(),
  ORDERTYPE: z.array(z.string().regex(/^[A-Z0-9]{3}$/)).max(200).optional(),
  INFO: z.array(z.object({ LANG: shortText.optional(), FREE: z.string().max(10_000) })).max(50).optional(),
});

/** What the bank says by itself. */
export interface Notification {
  /** What there is to fetch now; empty for information only. */
  readonly orders: readonly OrderName[];
  /** For the operator: filtered, one line each. */
  readonly texts: readonly string[];
}

/** @returns undefined for what is no notification: it is left alone, for a bank may say more than this program knows */
export function readNotification(text: string): Notification | undefined {
  const result = messageFile.safeParse(jsonOf(text));
  if (!result.success) return undefined;
  const { MCLASS: classes, BTF: services = [], ORDERTYPE: types = [], INFO: infos = [] } = result.data;
  const isAvailable = classes.some(({ NAME: name }) => name === "EBICS-HAA");
  const isInformation = classes.some(({ NAME: name }) => name === "INFO");
  return {
    orders: isAvailable
      ? [
          ...services.map((one): OrderName => ({ adminOrderType: "BTD", service: { serviceName: one.SERVICE, scope: one.SCOPE, serviceOption: one.OPTION, container: one.CONTTYPE, message: { name: one.MSGNAME } } })),
          ...types.map((adminOrderType): OrderName => ({ adminOrderType })),
        ]
      : [],
    texts: isInformation ? infos.map(({ FREE: free }) => visibleLine(free, 500)) : [],
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: not what was expected either
  }
}
