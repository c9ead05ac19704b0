import { createHash } from "node:crypto";
import { amountText, type Money } from "../../domain/money.ts";
import { visibleText } from "../../domain/text.ts";
import type { SignedMatter } from "../../workflows/ports/signing-device.ts";

/** SHA-256 over all that the person is told of what is signed, hex: a code counts for this and nothing else. */
export function matterDigest(matter: SignedMatter): string {
  const { title, digests, sums, accounts, payee, debtor } = matter;
  // JSON has one form for strings and lists, so that two matters never run together.
  return createHash("sha256").update(JSON.stringify(["kontor matter 1", title, digests, sums.map(amountAndCurrency), accounts, payee ?? null, ...(debtor === undefined ? [] : [debtor])])).digest("hex");
}

/** For comparing by eye: `3F2A 91BC`, of the order's own digest where there is one, as it stands on the sheet; else of the whole. */
export function digestHead(matter: SignedMatter): string {
  const [only, ...more] = matter.digests;
  const head = (more.length === 0 && only !== undefined ? only : matterDigest(matter)).slice(0, 8).toUpperCase();
  return `${head.slice(0, 4)} ${head.slice(4)}`;
}

/**
 * The text that carries a code: what is signed comes before the code, so that whoever reads the code has read it.
 * @param minutes for how long it counts
 */
export function textFor(matter: SignedMatter, code: string, minutes: number): string {
  const [account, ...more] = matter.accounts;
  const parts = [
    matter.title,
    ...matter.sums.map(amountAndCurrency),
    ...(account === undefined ? [] : [`account ${account}${more.length === 0 ? "" : ` and ${more.length} more`}`]),
    ...(matter.payee === undefined ? [] : [`to ${matter.payee}`]),
    ...(matter.debtor === undefined ? [] : [`collected from ${matter.debtor}`]),
  ];
  const told = visibleText(parts.join(", "));
  return `Kontor: ${told.length <= toldMax ? told : `${told.slice(0, toldMax - 3)}...`}. Digest ${digestHead(matter)}. Code ${code}, for ${minutes} minutes. Never tell it to anybody.`;
}

/** Characters of what is told: sums and the own account come first, so what a long name pushes out is the payee's end. An ellipsis would make the text UCS-2. */
const toldMax = 180;

function amountAndCurrency(money: Money): string {
  return `${amountText(money)} ${money.currency}`;
}
