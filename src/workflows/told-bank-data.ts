import { toIsoInstant } from "../domain/clock.ts";
import type { HpdData } from "../ebics/index.ts";

/** UserInfo/UserID/@Status in words. EBICS 3.0 §8.2 */
export function userStatusText(status: number): string {
  return statusTexts[status] ?? `in a state that the bank calls ${status}`;
}
const statusTexts: Readonly<Record<number, string>> = {
  1: "ready",
  2: "new: has sent no keys yet",
  3: "has sent the signature key only (INI)",
  4: "has sent authentication and encryption keys only (HIA)",
  5: "has sent all keys; the bank waits for the letters",
  6: "locked after failed attempts; must initialise anew",
  7: "has a signature key of an older procedure; the others are missing",
  8: "locked by themselves (SPR); must initialise anew",
  9: "locked by the bank",
};

/** An authorisation level in words. */
export function levelText(level: "E" | "A" | "B" | "T" | undefined): string {
  switch (level) {
    case "E":
      return "sign alone (E)";
    case "A":
      return "sign first, with another (A)";
    case "B":
      return "sign second, with an A or E (B)";
    case "T":
      return "carry it to the bank (T)";
    case undefined:
      return "order it";
  }
}

/** HPD as rows of label and value. */
export function parameterRows(data: HpdData): string[][] {
  const flag = (supported: boolean | undefined): string => (supported === undefined ? "not said" : supported ? "yes" : "no");
  const { versions } = data;
  return [
    ["bank", data.institute],
    ["host id", data.hostId ?? ""],
    ...data.urls.map(({ url, validFrom }) => ["address", validFrom === undefined ? url : `${url} (from ${toIsoInstant(validFrom)})`]),
    ["EBICS versions", versions.protocol.join(", ")],
    ["signature", versions.signature.join(", ")],
    ["authentication", versions.authentication.join(", ")],
    ["encryption", versions.encryption.join(", ")],
    ["broken transfers go on", flag(data.recovery)],
    ["checks orders in advance", flag(data.preValidation)],
    ...(data.x509 === undefined ? [] : [["certificates", flag(data.x509.supported)]]),
    ["gives customer and user data", flag(data.clientDataDownload)],
    ["lists what there is to fetch", flag(data.downloadableOrderData)],
  ];
}
