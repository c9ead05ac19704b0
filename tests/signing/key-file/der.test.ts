import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { child, count, der, DerError, integer, octets, oid, oidText, readDer, sequence, tags } from "../../../src/signing/key-file/der.ts";

describe("DER", () => {
  it("writes lengths and numbers as X.690 says", () => {
    expect(der(0x04, Buffer.alloc(127)).subarray(0, 2).toString("hex")).toBe("047f");
    expect(der(0x04, Buffer.alloc(128)).subarray(0, 3).toString("hex")).toBe("048180");
    expect(der(0x04, Buffer.alloc(256)).subarray(0, 4).toString("hex")).toBe("04820100");
    expect([0, 127, 128, 255, 256, 600_000].map((n) => integer(n).toString("hex"))).toEqual(["020100", "02017f", "02020080", "020200ff", "02020100", "02030927c0"]);
    expect(oid("1.2.840.113549.1.5.13").toString("hex")).toBe("06092a864886f70d01050d");
  });
  it("reads back what it writes", () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(2 ** 31), { maxLength: 6 }), (n, bytes, arcs) => {
        const name = ["1", "2", ...arcs].join(".");
        const node = readDer(sequence(integer(n), der(tags.octetString, bytes), oid(name)));
        expect(count(child(node, 0))).toBe(n);
        expect(Buffer.compare(octets(child(node, 1)), bytes)).toBe(0);
        expect(oidText(child(node, 2))).toBe(name);
      }),
    );
  });
  it("reads BER: no length, octet strings in pieces", () => {
    const node = readDer(Buffer.from("3080248004020102040103000002010500 00".replaceAll(" ", ""), "hex"));
    expect(octets(child(node, 0)).toString("hex")).toBe("010203");
    expect(count(child(node, 1))).toBe(5);
  });
  it.each(["", "30", "3001", "300201", "30820001", "3080", "308004", "0480", "30850000000001", "020100ff", "1f8101", `${"3080".repeat(40)}`])("%j is refused", (hex) => {
    expect(() => readDer(Buffer.from(hex, "hex"))).toThrow(DerError);
  });
  it("throws nothing but its own error, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readDer(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
