import type { StatusFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { resolutionFields } from "./fields.ts";
import { ResolutionReading } from "./reading.ts";

/** The bank's answer to a recall: every version, read alike, by the names of its fields. Its writer, which a bank needs, is beside it. */
export const camt029Formats: readonly StatusFormat[] = Array.from({ length: 13 }, (_, index): StatusFormat => {
  const id = `camt.029.001.${String(index + 1).padStart(2, "0")}`;
  return {
    kind: "status",
    id,
    title: `Answer to a recall (${id})`,
    writes: false,
    detect: (head, named = messageInHead(head)) => named.message === id,
    async read(content, sink) {
      const reading = new ResolutionReading(id, sink);
      if (await readXml(content, resolutionFields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: () => onlyRead(id, "pain.002.001.10"),
  };
});
