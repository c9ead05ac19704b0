import type { OrderFormat } from "../format.ts";
import { messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { fieldsOf } from "./fields.ts";
import { InitiationReading } from "./reading.ts";
import type { InitiationVersion } from "./version.ts";
import { writeInitiation } from "./write.ts";

/** The format of a version of pain.001 or pain.008. */
export function initiationFormat(version: InitiationVersion): OrderFormat {
  const fields = fieldsOf(version);
  return {
    kind: "orders",
    id: version.id,
    title: `${version.title} (${version.id})`,
    writes: version.writes,
    carries: version.hasUetr ? undefined : { transaction: withoutUetr },
    detect: (head, named = messageInHead(head)) => named.message === version.id,
    async read(content, sink) {
      const reading = new InitiationReading(version, fields, sink);
      if (await readXml(content, fields.shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (header, batches) => (version.writes ? writeInitiation(version, header, batches) : onlyRead(version.id, version.instead)),
  };
}

/** Older versions have everything but a UETR. */
const withoutUetr = {
  instructionId: true, endToEndId: true, amount: true, creditor: true, creditorAccount: true, creditorAgent: true, ultimateDebtor: true, ultimateCreditor: true, purpose: true, chargeBearer: true, remittance: true, mandate: true,
} as const;
