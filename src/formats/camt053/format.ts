import type { StatementFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { readXml } from "../xml/read-xml.ts";
import { statementFields } from "./fields.ts";
import { Camt053Reading } from "./reading.ts";
import { type Camt053Version, version02, version08 } from "./versions.ts";
import { writeCamt053 } from "./write.ts";

function camt053(version: Camt053Version, title: string, detect: (head: Uint8Array) => boolean): StatementFormat {
  return {
    kind: "statements",
    id: version.id,
    title,
    writes: true,
    detect,
    async read(content, sink) {
      const reading = new Camt053Reading(version.id, sink);
      if (await readXml(content, statementFields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (statements, message) => writeCamt053(version, statements, message),
  };
}

export const camt05300102 = camt053(version02, "Bank statement, 2009 (camt.053.001.02)", (head) => messageInHead(head).message === version02.id);

/** Also takes the versions that have no format of their own, and statements without any namespace: all are read by local name. */
export const camt05300108 = camt053(version08, "Bank statement, 2019 (camt.053.001.08)", (head) => {
  const { message, elements } = messageInHead(head);
  return message === undefined ? elements.includes("BkToCstmrStmt") : message.startsWith("camt.053.") && message !== version02.id;
});
