import type { StatusFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { statusFields } from "./fields.ts";
import { Pain002Reading } from "./reading.ts";
import { type Pain002Version, version03, version10, versions } from "./versions.ts";
import { writePain002 } from "./write.ts";

function pain002(version: Pain002Version): StatusFormat {
  return {
    kind: "status",
    id: version.id,
    title: `${version.title} (${version.id})`,
    writes: version.writes,
    detect: (head, named = messageInHead(head)) => named.message === version.id,
    async read(content, sink) {
      const reading = new Pain002Reading(version.id, sink);
      if (await readXml(content, statusFields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (header, batches, transactions) => (version.writes ? writePain002(version, header, batches, transactions) : onlyRead(version.id, version10.id)),
  };
}

export const pain00200103 = pain002(version03);
export const pain00200110 = pain002(version10);

/** Every version, sorted by id. */
export const pain002Formats: readonly StatusFormat[] = versions.map((version) => (version === version03 ? pain00200103 : version === version10 ? pain00200110 : pain002(version)));
