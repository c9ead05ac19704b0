import type { BankCatalogue } from "../../workflows/bank-profile.ts";
import type { BankAddress } from "../../workflows/ports/channel.ts";
import { channelForms } from "../roads/kinds/all.ts";
import type { ChannelForm } from "../roads/kinds/channel-form.ts";
import { classOptions } from "../settings/edit-signer.ts";
import type { FieldCheck, FormField, FormProblems, FormTexts } from "../widgets/form-fields.ts";
import { compareHash, type TwoHashes } from "./hash-compare.ts";

/** What the bank's letter says of the agreement. */
export function connectionFields(banks: BankCatalogue): FormField[] {
  const profiles = [...banks.profiles.values()].sort((a, b) => Number(a.practice) - Number(b.practice) || a.title.localeCompare(b.title));
  return [
    { kind: "select", name: "profile", label: "bank", options: profiles.map((one) => ({ value: one.id, text: one.title })), hint: "its formats, order types and cut-offs" },
    { kind: "text", name: "title", label: "shown as", required: true, width: 30, hint: "short, as on every screen: OTP" },
    { kind: "text", name: "hostId", label: "host id", required: true, width: 36, check: checkId },
    { kind: "text", name: "partnerId", label: "partner id", required: true, width: 36, hint: "also called customer id", check: checkId },
    urlField,
    { kind: "select", name: "protocol", label: "EBICS", options: [{ value: "", text: "the newest that the bank speaks: it is asked" }, { value: "H005", text: "3.0 (H005)" }, { value: "H004", text: "2.5 (H004)" }, { value: "H003", text: "2.4 (H003)" }] },
    ...proofFields,
    { kind: "select", name: "road", label: "road", options: roadOptions, hint: "how it is reached; its own settings are asked next. More roads can be added afterwards" },
  ];
}

/** Straight by internet nothing more is asked. */
const roadOptions: readonly { readonly value: "straight" | ChannelForm["kind"]; readonly text: string }[] = [
  { value: "straight", text: "internet" },
  ...channelForms.map((form) => ({ value: form.kind, text: form.kind === "internet" ? "internet by a proxy" : form.title })),
];

/** Where the bank's host is, and how it proves itself. */
const urlField: FormField = { kind: "text", name: "url", label: "address", required: true, value: "https://", check: checkUrl };
const proofFields: readonly FormField[] = [
  { kind: "select", name: "pin", label: "server proof", options: [{ value: "system", text: "any authority that this machine trusts" }, { value: "sha256", text: "certificate, by its SHA-256" }, { value: "key", text: "the server's public key, by its SHA-256" }, { value: "ca", text: "PEM file of the bank's authority" }] },
  { kind: "text", name: "sha256", label: "SHA-256", required: true, when: (texts) => texts.pin === "sha256" || texts.pin === "key", hint: "64 hex digits of the server's certificate, or of its public key", check: (text) => (/^[0-9a-f]{64}$/i.test(text.replace(/[\s:]/g, "")) ? undefined : { problem: "64 hex digits; blanks and colons do not matter." }) },
  { kind: "text", name: "caFile", label: "PEM file", required: true, when: (texts) => texts.pin === "ca", hint: "path of the authority's certificate" },
];
/** For every road. @param known of another road to the same bank, or of this one: offered as it is */
export function addressFields(known: BankAddress): readonly FormField[] {
  return [urlField, ...proofFields].map((field) => (
    field.kind === "select" ? { ...field, value: "kept", options: [{ value: "kept", text: `as it is: ${proofText(known)}` }, ...field.options] } : field.name === "url" ? { ...field, value: known.url } : field));
}

function proofText({ pinnedCaPem, pinnedCertificateSha256, pinnedPublicKeySha256 }: BankAddress): string {
  if (pinnedCertificateSha256 !== undefined) return `the certificate ${pinnedCertificateSha256.slice(0, 8)}…, pinned`;
  if (pinnedPublicKeySha256 !== undefined) return `the public key ${pinnedPublicKeySha256.slice(0, 8)}…, pinned`;
  return pinnedCaPem === undefined ? "any authority that this machine trusts" : "one authority, pinned";
}

/**
 * What was typed into `addressFields`.
 * @param absolute makes a typed path an absolute one
 * @param known what was offered as it is
 */
export async function addressOf(texts: FormTexts, absolute: (path: string) => string, readText: (path: string) => Promise<string>, known?: BankAddress): Promise<BankAddress | { readonly problems: FormProblems }> {
  if (texts.pin === "kept" && known !== undefined) return { url: texts.url ?? "", pinnedCaPem: known.pinnedCaPem, pinnedCertificateSha256: known.pinnedCertificateSha256, pinnedPublicKeySha256: known.pinnedPublicKeySha256 };
  const caPem = texts.pin === "ca" ? await readText(absolute(texts.caFile ?? "")) : undefined;
  if (caPem !== undefined && !caPem.includes("-----BEGIN CERTIFICATE-----")) return { problems: { caFile: "This file holds no certificate in PEM form." } };
  const digits = (texts.sha256 ?? "").replace(/[\s:]/g, "").toLowerCase();
  return {
    url: texts.url ?? "",
    ...(caPem === undefined ? {} : { pinnedCaPem: caPem }),
    ...(texts.pin === "sha256" ? { pinnedCertificateSha256: digits } : {}),
    ...(texts.pin === "key" ? { pinnedPublicKeySha256: digits } : {}),
  };
}

/** Whose keys they are. @param operators offered, as value and text */
export function signerFields(operators: readonly { readonly value: string; readonly text: string }[]): FormField[] {
  return [
    { kind: "text", name: "userId", label: "user id", required: true, width: 36, hint: "from the bank's letter", check: checkId },
    { kind: "text", name: "signerName", label: "signer's name", required: true, hint: "as on the letters: Kis Anna" },
    { kind: "select", name: "class", label: "class", options: classOptions, hint: "as agreed with the bank" },
    { kind: "select", name: "operator", label: "operator", options: operators, hint: "only this operator can sign with the key; administrators are not offered" },
  ];
}

/** Keys whose signature key lies in a file. */
export function keyFields(operators: readonly { readonly value: string; readonly text: string }[]): FormField[] {
  return [
    ...signerFields(operators),
    { kind: "text", name: "path", label: "key file", hint: "empty: in the customer's folder; else a path, on a stick for instance" },
    { kind: "secret", name: "pin", label: "passphrase", lengthMin: 8, hint: "of the key file; the signer types it, on their own" },
    { kind: "secret", name: "again", label: "once more", sameAs: "pin" },
  ];
}

/** Both hashes are typed from what the bank has published; either rule will do. */
export function hashFields(authentication: TwoHashes, encryption: TwoHashes): FormField[] {
  const field = (name: string, label: string, hashes: TwoHashes): FormField => ({
    kind: "text", name, label, required: true, hint: "from the bank's letter or web page, not from here",
    check: (text) => {
      const compared = compareHash(text, hashes);
      return compared.kind === "fits" ? { echo: compared.sentence } : compared.kind === "incomplete" ? { problem: `Not complete: ${compared.sentence}`, echo: compared.sentence } : { problem: compared.sentence, echo: compared.sentence };
    },
  });
  return [field("authentication", "X002", authentication), field("encryption", "E002", encryption)];
}

function checkId(text: string): FieldCheck | undefined {
  return /^[a-zA-Z0-9,=]{1,35}$/.test(text) ? undefined : { problem: "At most 35 letters, digits, commas and equal signs." };
}

function checkUrl(text: string): FieldCheck | undefined {
  if (!URL.canParse(text) || new URL(text).protocol !== "https:" || new URL(text).hostname === "") return { problem: "An address that begins with https:// and names the bank's host." };
  return undefined;
}
