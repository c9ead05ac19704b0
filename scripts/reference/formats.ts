import { channelDrivers } from "../../src/channels/all.ts";
import { formats } from "../../src/formats/all.ts";
import { createSigningDevices } from "../../src/signing/all.ts";
import { markdownTable } from "./markdown.ts";

/** The members of the three lists. */
export function formatList(): string {
  return [
    "A file's format is found by its content, never by its name.", "",
    markdownTable(["format", "holds", "title"], formats.map((one) => [`\`${one.id}\``, one.kind, one.title])),
    markdownTable(["kind", "", "title"], [
      ...channelDrivers({}).map((one) => [`\`${one.kind}\``, "channel", one.title]),
      ...createSigningDevices().drivers.map((one) => [`\`${one.kind}\``, "signing device", one.title]),
    ]),
  ].join("\n");
}
