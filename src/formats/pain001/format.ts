import type { OrderFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { readXml } from "../xml/read-xml.ts";
import { fieldsOf } from "./fields.ts";
import { Pain001Reading } from "./reading.ts";
import { type Pain001Version, version03, version09 } from "./versions.ts";
import { writePain001 } from "./write.ts";

function pain001(version: Pain001Version, title: string): OrderFormat {
  const fields = fieldsOf(version);
  return {
    kind: "orders",
    id: version.id,
    title,
    detect: (head) => messageInHead(head).message === version.id,
    async read(content, sink) {
      const reading = new Pain001Reading(version, fields, sink);
      if (await readXml(content, fields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (header, batches) => writePain001(version, header, batches),
  };
}

export const pain00100103 = pain001(version03, "SEPA and foreign credit transfers, 2009 (pain.001.001.03)");
export const pain00100109 = pain001(version09, "SEPA and foreign credit transfers, 2019 (pain.001.001.09)");
