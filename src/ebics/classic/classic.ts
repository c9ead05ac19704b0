import { classicBankData } from "../bank-data/classic-dialect.ts";
import type { HostProtocol, Protocol } from "../protocol.ts";
import type { ProtocolVersion } from "../subscriber.ts";
import { type Dialect, vocabulary } from "../wire/dialect.ts";
import { serve, speak } from "../wire/speak.ts";
import { classicEds } from "./eds.ts";
import { type ClientOrderIds, classicOrderDetails } from "./order-details.ts";
import { classicPublicKeys } from "./public-keys.ts";

/** What tells the versions with order types of three letters from each other. */
export interface ClassicVersion {
  readonly version: ProtocolVersion;
  readonly namespace: string;
  /** In HEV: `02.50`. */
  readonly versionNumber: string;
  /** 2.4: the client gives uploads their OrderID, and no response has one. */
  readonly clientOrderIds: ClientOrderIds;
  /** SegmentNumber/@lastSegment where it is missing; undefined: it may not be. */
  readonly lastSegmentDefault: boolean | undefined;
  /** HTD and HKD name the formats of FUL and FDL. */
  readonly bankDataHasFileFormat: boolean;
}

/** EBICS 2.4 and 2.5 on both sides: the same but for these differences. */
export function classicProtocol(its: ClassicVersion): { readonly protocol: Protocol; readonly host: HostProtocol } {
  const words = vocabulary(its.version, its.namespace, "http://www.ebics.org/S001");
  const clientGivesIds = its.clientOrderIds === "uploads";
  const dialect: Dialect = {
    ...words, orderDetails: classicOrderDetails(words, its.clientOrderIds), publicKeys: classicPublicKeys,
    hasDataDigest: false, responseHasOrderId: !clientGivesIds, lastSegmentDefault: its.lastSegmentDefault,
  };
  return {
    protocol: {
      ...speak(dialect), keyForms: ["plain", "certificate"], bankDigestRule: "public-key", naming: "order-type", orderIdBy: clientGivesIds ? "client" : "bank",
      eds: clientGivesIds ? undefined : classicEds(words), // 2.4 would want an order id of ours for each signature
      bankData: classicBankData(its.namespace, its.bankDataHasFileFormat),
    },
    host: { ...serve(dialect), versionNumber: its.versionNumber },
  };
}
