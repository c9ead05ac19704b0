import { accountText, formatAccount } from "../../domain/account-number.ts";
import type { IsoInstant, PartnerId } from "../../domain/ids.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import { readTypedAccount } from "../typed/account.ts";
import { addressFields, addressOf, addressText, checkBic, tooLong } from "../typed/address-fields.ts";
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
  fields.push(...addressFields(partner?.address), { kind: "text", name: "note", label: "note", value: partner?.note ?? "" });
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

function checkAccount(text: string): FieldCheck {
  const read = readTypedAccount(text);
  return read.kind === "ok" ? { echo: read.sentence } : { problem: read.sentence };
}
