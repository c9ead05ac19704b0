import { type AccountNumber, parseIban } from "../../domain/account-number.ts";
import type { Agent, Party, PostalAddress } from "../../domain/order.ts";
import type { Fields } from "../xml/fields.ts";
import type { FieldRow } from "../xml/shape.ts";

type PartyPart = "Name" | "Street" | "Building" | "PostCode" | "Town" | "Country" | "Lines" | "Id";
type AgentPart = "Bic" | "Clearing" | "AgentName" | "AgentOther";
type AccountPart = "Iban" | "Other" | "Scheme" | "Currency";

/** How many characters a version allows; most allow these. */
export interface PartyLengths {
  readonly nameMax: number;
  readonly streetMax: number;
  readonly townMax: number;
}
const usual: PartyLengths = { nameMax: 140, streetMax: 70, townMax: 35 };

/** Rows of a party (Dbtr, Cdtr, UltmtDbtr …) in the schema's order. @param prefix keeps the names of several parties apart */
export function partyRows<P extends string>(prefix: P, elements: string, lengths = usual): Record<`${P}${PartyPart}`, FieldRow> {
  const each = (path: string) => elements.split(" ").flatMap((element) => path.split(" ").map((one) => `${element}/${one}`)).join(" ");
  const rows: Record<string, FieldRow> = {
    [`${prefix}Name`]: [each("Nm"), lengths.nameMax],
    [`${prefix}Street`]: [each("PstlAdr/StrtNm"), lengths.streetMax],
    [`${prefix}Building`]: [each("PstlAdr/BldgNb"), 16],
    [`${prefix}PostCode`]: [each("PstlAdr/PstCd"), 16],
    [`${prefix}Town`]: [each("PstlAdr/TwnNm"), lengths.townMax],
    [`${prefix}Country`]: [each("PstlAdr/Ctry"), 2],
    [`${prefix}Lines`]: [each("PstlAdr/AdrLine"), 70, "many"],
    [`${prefix}Id`]: [each("Id/OrgId/Othr/Id Id/PrvtId/Othr/Id"), 35, "many"],
  };
  return rows as Record<`${P}${PartyPart}`, FieldRow>; // the keys are built from exactly these parts
}

/** Rows of a bank. @param bic BIC or BICFI, or both where any version is read */
export function agentRows<P extends string>(prefix: P, element: string, bic: string): Record<`${P}${AgentPart}`, FieldRow> {
  const rows: Record<string, FieldRow> = {
    [`${prefix}Bic`]: [bic.split(" ").map((one) => `${element}/FinInstnId/${one}`).join(" ")],
    [`${prefix}Clearing`]: [`${element}/FinInstnId/ClrSysMmbId/MmbId`, 35],
    [`${prefix}AgentName`]: [`${element}/FinInstnId/Nm`, 140],
    [`${prefix}AgentOther`]: [`${element}/FinInstnId/Othr/Id`, 35],
  };
  return rows as Record<`${P}${AgentPart}`, FieldRow>; // as above
}

/** Rows of an account. */
export function accountRows<P extends string>(prefix: P, element: string): Record<`${P}${AccountPart}`, FieldRow> {
  const rows: Record<string, FieldRow> = {
    [`${prefix}Iban`]: [`${element}/Id/IBAN`],
    [`${prefix}Other`]: [`${element}/Id/Othr/Id`, 34],
    [`${prefix}Scheme`]: [`${element}/Id/Othr/SchmeNm/Cd ${element}/Id/Othr/SchmeNm/Prtry`, 35],
    [`${prefix}Currency`]: [`${element}/Ccy`, 3],
  };
  return rows as Record<`${P}${AccountPart}`, FieldRow>; // as above
}

/** Slot numbers of a party, an agent or an account, without the prefix. */
export type PartySlots = Readonly<Record<PartyPart, number>>;
export type AgentSlots = Readonly<Record<AgentPart, number>>;
export type AccountSlots = Readonly<Record<AccountPart, number>>;

export function partySlots<P extends string>(slots: Readonly<Record<`${P}${PartyPart}`, number>>, prefix: P): PartySlots {
  return pick(slots, prefix, ["Name", "Street", "Building", "PostCode", "Town", "Country", "Lines", "Id"]);
}
export function agentSlots<P extends string>(slots: Readonly<Record<`${P}${AgentPart}`, number>>, prefix: P): AgentSlots {
  return pick(slots, prefix, ["Bic", "Clearing", "AgentName", "AgentOther"]);
}
export function accountSlots<P extends string>(slots: Readonly<Record<`${P}${AccountPart}`, number>>, prefix: P): AccountSlots {
  return pick(slots, prefix, ["Iban", "Other", "Scheme", "Currency"]);
}

function pick<Part extends string>(slots: Readonly<Record<string, number>>, prefix: string, parts: readonly Part[]): Record<Part, number> {
  return Object.fromEntries(parts.map((part) => [part, slots[`${prefix}${part}`] ?? -1])) as Record<Part, number>;
}

/** @returns undefined when nothing of the party is there */
export function readParty(fields: Fields, slots: PartySlots): Party | undefined {
  const name = fields.get(slots.Name);
  const address = readAddress(fields, slots);
  const id = fields.list(slots.Id)[0];
  if (name === undefined && address === undefined && id === undefined) return undefined;
  const party: { name: string; address?: PostalAddress; id?: string } = { name: name ?? "" };
  if (address !== undefined) party.address = address;
  if (id !== undefined) party.id = id;
  return party;
}

function readAddress(fields: Fields, slots: PartySlots): PostalAddress | undefined {
  const streetName = fields.get(slots.Street);
  const buildingNumber = fields.get(slots.Building);
  const postCode = fields.get(slots.PostCode);
  const townName = fields.get(slots.Town);
  const country = fields.token(slots.Country);
  const addressLines = fields.list(slots.Lines);
  if (streetName === undefined && buildingNumber === undefined && postCode === undefined && townName === undefined && country === undefined && addressLines.length === 0) return undefined;
  const address: { -readonly [K in keyof PostalAddress]: PostalAddress[K] } = { addressLines };
  if (streetName !== undefined) address.streetName = streetName;
  if (buildingNumber !== undefined) address.buildingNumber = buildingNumber;
  if (postCode !== undefined) address.postCode = postCode;
  if (townName !== undefined) address.townName = townName;
  if (country !== undefined) address.country = country;
  return address;
}

/** @returns undefined when the bank is left open: no element, or `NOTPROVIDED` */
export function readAgent(fields: Fields, slots: AgentSlots): Agent | undefined {
  const bic = fields.token(slots.Bic);
  const name = fields.get(slots.AgentName);
  const clearingMemberId = fields.token(slots.Clearing);
  if (bic === undefined && name === undefined && clearingMemberId === undefined) return undefined;
  const agent: { bic?: string; name?: string; clearingMemberId?: string } = {};
  if (bic !== undefined) agent.bic = bic;
  if (name !== undefined) agent.name = name;
  if (clearingMemberId !== undefined) agent.clearingMemberId = clearingMemberId;
  return agent;
}

/** @returns the account as the file names it: a wrong IBAN is kept as kind `other`, for the finding and the screen */
export function readAccount(fields: Fields, slots: AccountSlots): AccountNumber | undefined {
  const written = fields.token(slots.Iban);
  if (written !== undefined) {
    const iban = parseIban(written);
    return iban === undefined ? { kind: "other", value: written } : { kind: "iban", iban };
  }
  const value = fields.token(slots.Other);
  if (value === undefined) return undefined;
  const scheme = fields.token(slots.Scheme);
  return scheme === undefined ? { kind: "other", value } : { kind: "other", value, scheme };
}
