import path from "node:path";
import { loadCatalogue } from "../../src/cli/catalogue.ts";
import { programFolder } from "../../src/cli/paths.ts";
import { btfText } from "../../src/ebics/btf.ts";
import type { BankProfile, ProfileService } from "../../src/workflows/bank-profile.ts";
import { toBtf } from "../../src/workflows/btf-of-profile.ts";
import { markdownTable } from "./markdown.ts";

/** The data of profiles/banks. */
export async function bankProfiles(): Promise<string> {
  const { profiles } = await loadCatalogue(path.join(programFolder(), "profiles"));
  const parts = ["The first order that fits a file is used. Services are written name/scope/option/message/container. A generic profile is a start: a bank's own papers decide.", ""];
  for (const profile of profiles.values()) parts.push(`### \`${profile.id}\``, "", profileText(profile));
  return parts.join("\n");
}

function profileText(profile: BankProfile): string {
  const rows = [
    ...profile.orders.map((one) => [one.title, whenText(one.when), serviceText(one.service), one.formats.join(", "), one.cutOff ?? "any time"]),
    ...profile.statements.map((one) => [one.title, "fetched", serviceText(one.service), "", ""]),
    ...profile.statusReports.map((one) => [one.title, "fetched", serviceText(one.service), "", ""]),
  ];
  return [
    `${profile.title}: ${profile.protocols.join(", ")}, signatures ${profile.signatureVersion}, calendar ${profile.calendar}, cut-offs in ${profile.timeZone}. An order without an answer counts as not at the bank when the customer protocol knows nothing of it after ${profile.answerWithinMinutes} minutes.`,
    "", markdownTable(["order", "when", "service", "formats", "cut-off"], rows),
  ].join("\n");
}

function whenText(when: BankProfile["orders"][number]["when"]): string {
  return Object.entries(when).map(([field, value]) => `${field} ${String(value)}`).join(", ") || "otherwise";
}

function serviceText(service: ProfileService): string {
  return `\`${btfText(toBtf(service))}\``;
}
