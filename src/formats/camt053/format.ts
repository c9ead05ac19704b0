import type { StatementFormat } from "../format.ts";
import { type MessageInHead, messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { shapeOf } from "./fields.ts";
import { type CamtMessage, camt052, camt053, camt054 } from "./messages.ts";
import { Camt053Reading } from "./reading.ts";
import { type CamtVersion, usualVersion, versionsOf } from "./versions.ts";
import { writeCamt053 } from "./write.ts";

function formatsOf(message: CamtMessage): readonly StatementFormat[] {
  const shape = shapeOf(message);
  const versions = versionsOf(message);
  const ids = new Set(versions.map((version) => version.id));
  const usual = `${message.family}.001.${usualVersion}`;

  /** The usual version also takes those that have no format of their own, and files without any namespace. */
  function detects(version: CamtVersion, { message: named, elements }: MessageInHead): boolean {
    if (named === version.id) return true;
    if (version.id !== usual) return false;
    return named === undefined ? elements.includes(message.root) : named.startsWith(`${message.family}.`) && !ids.has(named);
  }

  return versions.map((version) => ({
    kind: "statements",
    id: version.id,
    title: version.title,
    writes: version.layout !== undefined,
    detect: (head, named = messageInHead(head)) => detects(version, named),
    async read(content, sink) {
      const reading = new Camt053Reading(version, sink);
      if (await readXml(content, shape, reading)) reading.finish();
      await sink.flush?.();
    },
    write: (statements, written) => (version.layout === undefined ? onlyRead(version.id, usual) : writeCamt053(version, version.layout, statements, written)),
  }));
}

/** Every version of each, sorted by id. */
export const camt052Formats = formatsOf(camt052);
export const camt053Formats = formatsOf(camt053);
export const camt054Formats = formatsOf(camt054);
