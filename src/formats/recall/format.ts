import type { RecallFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { recallFields } from "./fields.ts";
import { RecallReading } from "./reading.ts";
import { bankRecall, customerRecall, recallVersions, reversal } from "./version.ts";
import { writeRecall } from "./write.ts";

const fieldsOf = new Map([customerRecall, bankRecall, reversal].map((message) => [message, recallFields(message)]));

/** Requests to get payments back: a company's recall, a bank's, a reversal of direct debits. */
export const recallFormats: readonly RecallFormat[] = recallVersions.map((version): RecallFormat => {
  const { id, message, instead } = version;
  const fields = fieldsOf.get(message) ?? recallFields(message);
  return {
    kind: "recalls",
    id,
    title: `${message.title} (${id})`,
    writes: instead === undefined,
    detect: (head, named = messageInHead(head)) => named.message === id,
    async read(content, sink) {
      const reading = new RecallReading(version, fields, sink);
      if (await readXml(content, fields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (recall) => (instead === undefined ? writeRecall(version, recall) : onlyRead(id, instead)),
  };
});
