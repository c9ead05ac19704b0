import type { AccountNumber } from "../../domain/account-number.ts";
import { isBic } from "../../domain/account-number.ts";
import type { Agent, Party, PostalAddress } from "../../domain/order.ts";
import { accountNumber } from "../mt940/information.ts";
import type { ScannedField } from "../mt940/scanner.ts";

export interface ReadParty {
  readonly party: Party;
  readonly account: AccountNumber | undefined;
}

/**
 * A party: `/account`, then name and address. Option F has coded lines (1/name, 2/street, 3/country/town), A, C, G and L name it by
 * BIC or code.
 */
export function readParty(field: ScannedField): ReadParty {
  const lines = field.lines.map((line) => line.trim()).filter((line) => line !== "");
  const account = takeAccount(lines, field.tag.endsWith("F"));
  if (field.tag.endsWith("F")) return { party: codedParty(lines), account };
  const [name = "", ...rest] = lines;
  if (/[AG]$/.test(field.tag) || (lines.length === 1 && isBic(name))) return { party: { name, id: name }, account };
  return { party: rest.length === 0 ? { name } : { name, address: { addressLines: rest } }, account };
}

/** An institution: account or clearing code first, then its BIC, or its name and address. */
export function readAgent(field: ScannedField): { readonly agent: Agent; readonly account: AccountNumber | undefined } {
  const lines = field.lines.map((line) => line.trim()).filter((line) => line !== "");
  const code = lines[0]?.startsWith("//") === true ? lines.shift()?.slice(2) : undefined;
  const written = lines[0]?.startsWith("/") === true ? lines.shift()?.replace(/^\/[CD]?\/?/, "") : undefined;
  const account = written === undefined || written === "" ? undefined : accountNumber(written);
  const [first] = lines;
  const agent: { bic?: string; name?: string; clearingMemberId?: string } = {};
  if (first !== undefined && /A$/.test(field.tag)) agent.bic = first;
  else if (first !== undefined && /[DB]$/.test(field.tag)) agent.name = lines.join(" ").slice(0, 140);
  if (code !== undefined && code !== "") agent.clearingMemberId = code;
  return { agent, account };
}

function takeAccount(lines: string[], coded: boolean): AccountNumber | undefined {
  const [first] = lines;
  if (first === undefined || !first.startsWith("/")) {
    // 50F may begin with a code and a number of the party (CCPT/RU/…) in place of an account.
    if (coded && first !== undefined && !/^\d\//.test(first)) lines.shift();
    return undefined;
  }
  lines.shift();
  const text = first.slice(1).trim();
  return text === "" || text === "-" ? undefined : accountNumber(text);
}

function codedParty(lines: readonly string[]): Party {
  const names: string[] = [], streets: string[] = [];
  let country: string | undefined, townName: string | undefined;
  for (const line of lines) {
    const match = /^(\d)\/(.*)$/.exec(line);
    const text = (match?.[2] ?? line).trim();
    if (match === null || match[1] === "1") names.push(text);
    else if (match[1] === "2") streets.push(text);
    else if (match[1] === "3") {
      const place = /^([A-Z]{2})(?:\/(.*))?$/.exec(text);
      if (place === null || country !== undefined) townName = townName === undefined ? text : `${townName} ${text}`;
      else {
        country = place[1];
        townName = place[2] === "" ? undefined : place[2];
      }
    }
  }
  const address: { -readonly [K in keyof PostalAddress]: PostalAddress[K] } = { addressLines: streets };
  if (townName !== undefined) address.townName = townName;
  if (country !== undefined) address.country = country;
  return streets.length === 0 && country === undefined && townName === undefined ? { name: names.join(" ") } : { name: names.join(" "), address };
}

/** Text over several lines of 35 signs: a line that is full goes on in the next, any other ends at a word. */
export function joined(lines: readonly string[]): string {
  let text = "";
  for (const [index, line] of lines.entries()) text += `${index === 0 || (lines[index - 1] ?? "").length >= 35 ? "" : " "}${line}`;
  return text.trim();
}
