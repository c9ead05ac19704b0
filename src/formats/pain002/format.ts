import type { StatusFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { readXml } from "../xml/read-xml.ts";
import { statusFields } from "./fields.ts";
import { Pain002Reading } from "./reading.ts";
import { type Pain002Version, version03, version10 } from "./versions.ts";
import { writePain002 } from "./write.ts";

function pain002(version: Pain002Version, title: string): StatusFormat {
  return {
    kind: "status",
    id: version.id,
    title,
    writes: true,
    detect: (head) => messageInHead(head).message === version.id,
    async read(content, sink) {
      const reading = new Pain002Reading(version.id, sink);
      if (await readXml(content, statusFields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (header, batches, transactions) => writePain002(version, header, batches, transactions),
  };
}

/** Also the EBICS customer protocol (HAC): one OrgnlPmtInfAndSts is one event, its ids stand in the reason's originator. */
export const pain00200103 = pain002(version03, "Payment status report, 2009, and EBICS customer protocol (pain.002.001.03)");
export const pain00200110 = pain002(version10, "Payment status report, 2019 (pain.002.001.10)");
