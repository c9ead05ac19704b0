import { ebicsOrdersDocument } from "./ebics-orders.ts";
import { bankProfiles, orderCatalogue } from "./bank-profiles.ts";
import { errorCodes, reasonCodes, returnCodeList } from "./codes.ts";
import { formatList } from "./formats.ts";
import { keys } from "./keys.ts";
import { orderStateList } from "./order-states.ts";
import { signatureRulesDocument } from "./signature-rules.ts";
import type { SourceFile } from "../sources.ts";
import { verbs } from "./verbs.ts";

const sections: readonly { readonly title: string; readonly text: () => string | Promise<string> }[] = [
  { title: "Keys and commands of the workstation", text: keys },
  { title: "Command line", text: verbs },
  { title: "Life of an order", text: orderStateList },
  { title: "File formats, channels, signing devices", text: formatList },
  { title: "Bank profiles", text: bankProfiles },
  { title: "Catalogue of orders", text: orderCatalogue },
  { title: "EBICS return codes", text: returnCodeList },
  { title: "Reasons for refusals", text: reasonCodes },
  { title: "Errors of the store and of the line", text: errorCodes },
];

/** docs/reference.md, whole. */
async function referenceDocument(): Promise<string> {
  const contents = sections.map(({ title }) => `- [${title}](#${title.toLowerCase().replace(/[^a-z0-9 ]/g, "").replaceAll(" ", "-")})`);
  const parts = ["# Reference", "", "Made out of the program by `npm run docs`; changes by hand are lost.", "", ...contents, ""];
  for (const { title, text } of sections) parts.push(`## ${title}`, "", (await text()).trimEnd(), "");
  return parts.join("\n");
}

/** Every generated page, by its path. @param tests all test files: some pages say what is proved */
export async function generatedPages(tests: readonly SourceFile[]): Promise<Readonly<Record<string, string>>> {
  return { "docs/reference.md": await referenceDocument(), "docs/ebics-orders.md": ebicsOrdersDocument(tests), "docs/signature-rules.md": signatureRulesDocument() };
}
