import type { OrderFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { fieldsOf } from "./fields.ts";
import { Pain001Reading } from "./reading.ts";
import { type Pain001Version, version03, version09, versions } from "./versions.ts";
import { writePain001 } from "./write.ts";

function pain001(version: Pain001Version): OrderFormat {
  const fields = fieldsOf(version);
  return {
    kind: "orders",
    id: version.id,
    title: `${version.title} (${version.id})`,
    writes: version.writes,
    detect: (head) => messageInHead(head).message === version.id,
    async read(content, sink) {
      const reading = new Pain001Reading(version, fields, sink);
      if (await readXml(content, fields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (header, batches) => (version.writes ? writePain001(version, header, batches) : onlyRead(version.id, version09.id)),
  };
}

export const pain00100103 = pain001(version03);
export const pain00100109 = pain001(version09);

/** Every version, sorted by id. */
export const pain001Formats: readonly OrderFormat[] = versions.map((version) => (version === version03 ? pain00100103 : version === version09 ? pain00100109 : pain001(version)));
