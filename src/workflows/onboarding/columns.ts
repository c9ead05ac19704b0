import { protocolVersions } from "../../ebics/index.ts";
import type { ProtocolVersion } from "../ports/connections.ts";
import { type CustomerColour, customerColours } from "../ports/profile.ts";

/** One user at one bank, as a line of an onboarding file says it. */
export interface OnboardingRow {
  /** 1-based line in the file. */
  readonly line: number;
  readonly customer: string;
  /** With it, a customer that is not there is made. */
  readonly customerName: string | undefined;
  readonly customerCode: string | undefined;
  readonly colour: CustomerColour | undefined;
  readonly language: "en" | "hu" | "de" | undefined;
  readonly bank: string;
  readonly profile: string;
  readonly protocol: ProtocolVersion | undefined;
  readonly hostId: string;
  readonly partnerId: string;
  readonly userId: string;
  readonly url: string;
  readonly caFile: string | undefined;
  readonly certificateSha256: string | undefined;
  readonly signer: string;
  readonly signatureClass: "E" | "A" | "B" | "T";
  readonly operator: string | undefined;
  readonly keyFile: string | undefined;
  /** The signature key is made on this chip card instead. */
  readonly card: string | undefined;
  readonly module: string | undefined;
}

interface Column {
  /** As the heading says it; case does not matter. */
  readonly title: string;
  readonly field: Exclude<keyof OnboardingRow, "line">;
  readonly needed: boolean;
  readonly about: string;
  /** What is wrong with a value that is not empty, as a sentence. */
  check?(value: string): string | undefined;
}

const idProblem = (value: string): string | undefined => (/^[a-zA-Z0-9,=]{1,35}$/.test(value) ? undefined : "An EBICS id has 1 to 35 letters, digits, commas and equal signs.");
const oneOf = (values: readonly string[]) => (value: string): string | undefined => (values.includes(value) ? undefined : `It is one of: ${values.join(", ")}.`);

/** Every column of the file, needed ones first. The order in the file does not matter. */
export const onboardingColumns: readonly Column[] = [
  { title: "customer", field: "customer", needed: true, about: "short name of the customer here", check: (value) => (value.length <= 20 ? undefined : "A short name has at most 20 characters.") },
  { title: "bank", field: "bank", needed: true, about: "how the connection is called here" },
  { title: "profile", field: "profile", needed: true, about: "bank profile: `practice`, `de-generic` …" },
  { title: "host id", field: "hostId", needed: true, about: "EBICS host id", check: idProblem },
  { title: "partner id", field: "partnerId", needed: true, about: "EBICS partner id", check: idProblem },
  { title: "user id", field: "userId", needed: true, about: "EBICS user id", check: idProblem },
  { title: "url", field: "url", needed: true, about: "the bank's EBICS address, https", check: (value) => (URL.canParse(value) && new URL(value).protocol === "https:" ? undefined : "An address that begins with https:// is needed.") },
  { title: "signer", field: "signer", needed: true, about: "whose signature it is, as on the letters" },
  { title: "class", field: "signatureClass", needed: true, about: "E, A, B or T", check: oneOf(["E", "A", "B", "T"]) },
  { title: "operator", field: "operator", needed: false, about: "the operator who signs with the key; empty: nobody here" },
  { title: "protocol", field: "protocol", needed: false, about: "H003 (2.4), H004 (2.5) or H005 (3.0); empty: the newest that the profile names", check: oneOf(protocolVersions) },
  { title: "ca file", field: "caFile", needed: false, about: "PEM of the only authority to trust; a path from the file's folder" },
  { title: "certificate sha256", field: "certificateSha256", needed: false, about: "fingerprint of the only server certificate to trust", check: (value) => (/^[0-9a-fA-F]{64}$/.test(value.replace(/[\s:]/g, "")) ? undefined : "A fingerprint has 64 hex digits.") },
  { title: "key file", field: "keyFile", needed: false, about: "where the signature key goes; empty: `keys/` in the customer's folder" },
  { title: "card", field: "card", needed: false, about: "instead of a key file: label or serial number of the chip card in a reader on which the signature key is made; its PIN stands in the file of PINs, and none is made" },
  { title: "module", field: "module", needed: false, about: "path of the card's PKCS#11 module; empty: all in the usual places", check: (value) => (value.startsWith("/") ? undefined : "An absolute path is needed.") },
  { title: "customer name", field: "customerName", needed: false, about: "legal name; with it a customer that is not there yet is made" },
  { title: "customer code", field: "customerCode", needed: false, about: "typed where money above the limit moves; empty: the short name" },
  { title: "colour", field: "colour", needed: false, about: customerColours.join(", "), check: oneOf(customerColours) },
  { title: "language", field: "language", needed: false, about: "of the letters: en, hu or de", check: oneOf(["en", "hu", "de"]) },
];
