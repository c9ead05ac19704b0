import path from "node:path";
import { loadCatalogue } from "../../src/cli/catalogue.ts";
import { programFolder } from "../../src/cli/paths.ts";
import { btfText } from "../../src/ebics/btf.ts";
import type { CatalogueOrder } from "../../src/ebics/index.ts";
import { orderNameText } from "../../src/ebics/order-name.ts";
import type { BankProfile } from "../../src/workflows/bank-profile.ts";
import { markdownTable } from "./markdown.ts";

/** The data of profiles/banks. */
export async function bankProfiles(): Promise<string> {
  const { profiles } = await loadCatalogue(path.join(programFolder(), "profiles"));
  const parts = ["The first order that fits a file is used. Names are those of EBICS 3.0 (name/scope/option/message@version/container), then those before it. A generic profile is a start: a bank's own papers decide.", ""];
  for (const profile of profiles.values()) parts.push(`### \`${profile.id}\``, "", profileText(profile));
  return parts.join("\n");
}

/** The data of profiles/orders. */
export async function orderCatalogue(): Promise<string> {
  const { orders } = await loadCatalogue(path.join(programFolder(), "profiles"));
  const rows = [...orders.values()].map((one) => [`\`${one.id}\``, one.title, one.direction, namesText(one), one.formats.join(", "), one.signatures ?? "", [one.source, one.note].filter((text) => text !== undefined).join(". ")]);
  return ["Kinds of orders by country, which bank profiles name. What a bank grants (HTD) decides; an order that is in no list can be sent and fetched by its parameters.", "", markdownTable(["id", "title", "", "names", "formats", "signatures", "source, notes"], rows)].join("\n");
}

function profileText(profile: BankProfile): string {
  const rows = [
    ...profile.orders.map((one) => [one.title, whenText(one.when), namesText(one.order), one.formats.join(", "), `${one.cutOff ?? "any time"}${one.leadDays === undefined ? "" : one.leadDays === 1 ? ", a bank day before" : `, ${one.leadDays} bank days before`}`]),
    ...profile.statements.map((one) => [one.title, "fetched", namesText(one.order), "", ""]),
    ...profile.statusReports.map((one) => [one.title, "fetched", namesText(one.order), "", ""]),
  ];
  return [
    `${profile.title}: ${profile.protocols.join(", ")}, signatures ${profile.signatureVersion}, calendar ${profile.calendar}, cut-offs in ${profile.timeZone}. An order without an answer counts as not at the bank when the customer protocol knows nothing of it after ${profile.answerWithinMinutes} minutes.`,
    "", markdownTable(["order", "when", "names", "formats", "cut-off"], rows),
  ].join("\n");
}

function whenText(when: BankProfile["orders"][number]["when"]): string {
  return Object.entries(when).map(([field, value]) => `${field} ${String(value)}`).join(", ") || "otherwise";
}

/** In EBICS 3.0, then before it. */
function namesText({ service, classic }: CatalogueOrder): string {
  return [service === undefined ? undefined : btfText(service), classic === undefined ? undefined : orderNameText(classic)].filter((name) => name !== undefined).map((name) => `\`${name}\``).join(" ");
}
