import { randomBytes } from "node:crypto";
import { type Zippable, zipSync } from "fflate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAppError } from "../../../src/domain/errors.ts";
import { type ReceivedFile, unpack } from "../../../src/workflows/communication/unpack.ts";

function received(bytes: Uint8Array): ReceivedFile {
  return {
    isStored: false, sizeBytes: bytes.length,
    open: async function* () { yield bytes; },
    readAt: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

async function members(bytes: Uint8Array): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for (const member of await unpack(received(bytes), true, "plain")) found.push([member.name, Buffer.concat(await Array.fromAsync(member.open())).toString()]);
  return found;
}

const text = (content: string): Uint8Array => Buffer.from(content);
const files: Zippable = { "a.xml": text("<a/>".repeat(5_000)), "folder/": new Uint8Array(0), "folder/ő.xml": [text("stored"), { level: 0 }], "empty.xml": text("") };
const refused = { area: "format", code: "bad-archive" };

describe("an archive", () => {
  it("gives its members one by one, folders left out, whatever their names, packed or stored", async () => {
    expect(await members(zipSync(files))).toEqual([["a.xml", "<a/>".repeat(5_000)], ["folder/ő.xml", "stored"], ["empty.xml", ""]]);
  });

  it("may have several members of one name, and text in front of its end record's comment", async () => {
    const one = Buffer.from(zipSync({ "aaa": text("first"), "bbb": text("second") }));
    for (let at = one.indexOf("bbb"); at >= 0; at = one.indexOf("bbb", at)) one.write("aaa", at);
    expect(await members(one)).toEqual([["aaa", "first"], ["aaa", "second"]]);
    const commented = Buffer.concat([one, Buffer.from("PK\x05\x06 of the bank")]);
    commented.writeUInt16LE(16, one.length - 2);
    expect(await members(commented.subarray(0, one.length + 16))).toEqual([["aaa", "first"], ["aaa", "second"]]);
  });

  it("may be a ZIP64 one", async () => {
    expect(await members(zip64("big.xml", text("content")))).toEqual([["big.xml", "content"]]);
  });

  it("is a bare file where the bank sent it bare, and where the service has no container", async () => {
    expect(await members(text("<Document/>"))).toEqual([["plain", "<Document/>"]]);
    const [whole] = await unpack(received(zipSync(files)), false, "plain");
    expect(whole).toMatchObject({ name: "plain", isWhole: true });
  });

  it("that lies about a size or a checksum, is encrypted, or packed in another way, is refused", async () => {
    const good = Buffer.from(zipSync({ "a.xml": text("content of a") }));
    const directory = good.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    for (const [offset, value] of [[16, 1], [24, 5], [24, 100], [8, 1], [10, 12], [42, 7]] as const) {
      const bad = Buffer.from(good);
      bad.writeUInt16LE(value, directory + offset);
      await expect(members(bad), `offset ${offset}: ${value}`).rejects.toMatchObject(refused);
    }
  });

  it("that is a bomb is refused before anything of it is unpacked", async () => {
    await expect(members(zipSync({ "zeros": new Uint8Array(100 * 1024 * 1024) }))).rejects.toMatchObject(refused);
  });

  it("cut or changed anywhere is either the same or refused, never anything else", async () => {
    const good = Buffer.from(zipSync({ "a.xml": randomBytes(200), "b.xml": text("b".repeat(300)) }));
    const contents = JSON.stringify(await members(good));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, change, cuts) => {
        const bad = cuts ? Buffer.from(good.subarray(0, at)) : Buffer.from(good);
        if (!cuts) bad.writeUInt8((bad.readUInt8(at) ^ change) & 0xff, at);
        try {
          const found = await members(bad);
          // What is not authenticated by the checksum are names, dates and the like; and without "PK" in front it is a bare file.
          if (found.length === 2 && !cuts) expect(JSON.stringify(found.map(([, content]) => content))).toBe(JSON.stringify((JSON.parse(contents) as [string, string][]).map(([, content]) => content)));
          else expect(found.every(([name]) => name === "plain") || found.length < 2).toBe(true);
        } catch (error) {
          expect(isAppError(error, "format", "bad-archive")).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

/** One stored member, all of whose sizes stand in ZIP64 records. */
function zip64(name: string, content: Uint8Array): Uint8Array {
  const crc = Number(new DataView(zipSync({ [name]: [content, { level: 0 }] }).buffer).getUint32(14, true));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt32LE(crc, 14);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(0xffffffff, 20);
  entry.writeUInt32LE(0xffffffff, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(28, 30);
  entry.writeUInt32LE(0xffffffff, 42);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(content.length), 4);
  extra.writeBigUInt64LE(BigInt(content.length), 12);
  const offset = local.length + name.length + content.length;
  const size = entry.length + name.length + extra.length;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(0xffffffff, 12);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([local, Buffer.from(name), content, entry, Buffer.from(name), extra, end64, locator, end]);
}
