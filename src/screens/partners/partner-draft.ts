import { accountText, formatAccount } from "../../domain/account-number.ts";
import type { PostalAddress } from "../../domain/order.ts";
import type { IsoInstant, PartnerId } from "../../domain/ids.ts";
import { isBic } from "../../domain/account-number.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import { readTypedAccount } from "../typed/account.ts";
import type { FieldCheck, FormField, FormTexts } from "../widgets/form-fields.ts";

/** Accounts that the form shows; a partner with more keeps the others. */
export const accountSlots = 6;

/** The form of a partner, filled with what is known. */
export function partnerFields(partner: Partner | undefined): FormField[] {
  const fields: FormField[] = [{ kind: "text", name: "name", label: "name", value: partner?.name ?? "", required: true, check: (text) => tooLong(text, 140) }];
  for (let slot = 0; slot < accountSlots; slot++) {
    const account = partner?.accounts[slot];
    const earlier = `account${slot - 1}`;
    const shown = slot === 0 ? {} : { when: (texts: FormTexts) => (texts[earlier] ?? "") !== "" || (texts[`account${slot}`] ?? "") !== "" };
    fields.push({
      kind: "text", name: `account${slot}`, label: slot === 0 ? "account" : `account ${slot + 1}`, hint: "IBAN, or a Hungarian number; another number behind a slash",
      value: account === undefined ? "" : account.number.kind === "iban" ? formatAccount(account.number) : `/${account.number.value}`, check: checkAccount, ...shown,
    });
    fields.push({ kind: "text", name: `bic${slot}`, label: "  BIC", value: account?.bic ?? "", width: 12, check: checkBic, when: (texts) => (texts[`account${slot}`] ?? "") !== "" });
  }
  const address = partner?.address;
  fields.push(
    { kind: "text", name: "street", label: "street", value: address?.streetName ?? "", check: (text) => tooLong(text, 70) },
    { kind: "text", name: "building", label: "number", value: address?.buildingNumber ?? "", width: 17, check: (text) => tooLong(text, 16) },
    { kind: "text", name: "postCode", label: "post code", value: address?.postCode ?? "", width: 17, check: (text) => tooLong(text, 16) },
    { kind: "text", name: "town", label: "town", value: address?.townName ?? "", check: (text) => tooLong(text, 35) },
    { kind: "text", name: "country", label: "country", value: address?.country ?? "", width: 3, check: checkCountry, hint: "two letters: HU, DE; an address needs town and country" },
    { kind: "text", name: "note", label: "note", value: partner?.note ?? "" },
  );
  return fields;
}

/** The partner as typed. @param partner the one that is changed; undefined makes a new one @param texts checked by the form */
export function partnerOf(texts: FormTexts, partner: Partner | undefined, id: PartnerId, at: IsoInstant): Partner {
  const accounts: Partner["accounts"][number][] = [];
  for (let slot = 0; slot < accountSlots; slot++) {
    const read = readTypedAccount(texts[`account${slot}`] ?? "");
    if (read.kind !== "ok") continue;
    const bic = (texts[`bic${slot}`] ?? "").toUpperCase();
    const known = partner?.accounts.find((one) => accountText(one.number) === accountText(read.account));
    if (!accounts.some((one) => accountText(one.number) === accountText(read.account))) {
      accounts.push({ number: read.account, bic: bic === "" ? undefined : bic, since: known?.since ?? at });
    }
  }
  accounts.push(...(partner?.accounts.slice(accountSlots) ?? []));
  const address = addressOf(texts, partner?.address);
  return {
    id, name: texts.name ?? "", accounts, address, note: texts.note ?? "",
    createdAt: partner?.createdAt ?? at, changedAt: at, lastPaidAt: partner?.lastPaidAt,
  };
}

/** What is wrong with the form as a whole, by field. */
export function partnerProblems(texts: FormTexts): Readonly<Record<string, string>> {
  const any = ["street", "building", "postCode", "town", "country"].some((name) => (texts[name] ?? "") !== "");
  if (any && (texts.town ?? "") === "") return { town: "An address needs town and country, else banks refuse it." };
  if (any && (texts.country ?? "") === "") return { country: "An address needs town and country, else banks refuse it." };
  return {};
}

/** One line per changed field: `account: HU42 … → HU93 …`. */
export function changedFields(before: Partner, after: Partner): string[] {
  const changes: string[] = [];
  const compare = (label: string, old: string | undefined, now: string | undefined): void => {
    if ((old ?? "") !== (now ?? "")) changes.push(`${label}: ${old === undefined || old === "" ? "(none)" : old} → ${now === undefined || now === "" ? "(none)" : now}`);
  };
  compare("name", before.name, after.name);
  const numbers = (partner: Partner): string[] => partner.accounts.map((account) => formatAccount(account.number));
  for (const gone of numbers(before).filter((number) => !numbers(after).includes(number))) changes.push(`account removed: ${gone}`);
  for (const added of numbers(after).filter((number) => !numbers(before).includes(number))) changes.push(`account added: ${added}`);
  for (const account of after.accounts) {
    const same = before.accounts.find((one) => accountText(one.number) === accountText(account.number));
    if (same !== undefined) compare(`BIC of ${formatAccount(account.number)}`, same.bic, account.bic);
  }
  compare("address", addressText(before.address), addressText(after.address));
  compare("note", before.note, after.note);
  return changes;
}

/** True when payments could go somewhere else than before. */
export function changesAccounts(before: Partner, after: Partner): boolean {
  const key = (partner: Partner): string => partner.accounts.map((account) => accountText(account.number)).sort().join();
  return key(before) !== key(after);
}

export function addressText(address: PostalAddress | undefined): string {
  if (address === undefined) return "";
  const street = [address.streetName, address.buildingNumber].filter((part) => part !== undefined).join(" ");
  const town = [address.postCode, address.townName].filter((part) => part !== undefined).join(" ");
  return [street, ...address.addressLines, town, address.country].filter((part) => part !== undefined && part !== "").join(", ");
}

function addressOf(texts: FormTexts, before: PostalAddress | undefined): PostalAddress | undefined {
  const part = (name: string): string | undefined => (texts[name] === "" ? undefined : texts[name]);
  const address: PostalAddress = {
    streetName: part("street"), buildingNumber: part("building"), postCode: part("postCode"), townName: part("town"),
    country: part("country")?.toUpperCase(), addressLines: before?.addressLines ?? [],
  };
  return addressText(address) === "" ? undefined : address;
}

function checkAccount(text: string): FieldCheck {
  const read = readTypedAccount(text);
  return read.kind === "ok" ? { echo: read.sentence } : { problem: read.sentence };
}

function checkBic(text: string): FieldCheck | undefined {
  return isBic(text.toUpperCase()) ? undefined : { problem: "A BIC has 8 or 11 characters." };
}

function checkCountry(text: string): FieldCheck | undefined {
  return /^[A-Za-z]{2}$/.test(text) ? undefined : { problem: "Two letters, as in HU or DE." };
}

function tooLong(text: string, max: number): FieldCheck | undefined {
  return text.length > max ? { problem: `${text.length} characters; ${max} are allowed.` } : undefined;
}
