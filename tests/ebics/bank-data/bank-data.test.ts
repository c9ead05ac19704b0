import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import { type BankDataOrder, type HpdData, type OrderName, readBankData, writeBankData } from "../../../src/ebics/index.ts";
import { haveH005Schemas, validateH005 } from "../../support/h005-schema.ts";

const orUndefined = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const versionList = (...versions: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...versions], { minLength: 1 });

const parameters: fc.Arbitrary<HpdData> = fc.record({
  urls: fc.array(fc.record({ url: fc.webUrl(), validFrom: orUndefined(fc.integer({ min: 0, max: 4_000_000 }).map((minutes) => minutes * 60_000)) }), { minLength: 1, maxLength: 3 }),
  institute: fc.string({ unit: fc.constantFrom("B", "a", "ű", "&", "<"), minLength: 1, maxLength: 80 }),
  hostId: orUndefined(fc.constant("HOST1")),
  versions: fc.record({ protocol: versionList("H003", "H004", "H005"), authentication: versionList("X001", "X002"), encryption: versionList("E001", "E002"), signature: versionList("A004", "A005", "A006") }),
  recovery: orUndefined(fc.boolean()), preValidation: orUndefined(fc.boolean()), x509: fc.constant(undefined), clientDataDownload: orUndefined(fc.boolean()), downloadableOrderData: orUndefined(fc.boolean()),
});
const available: fc.Arbitrary<OrderName[]> = fc.array(
  fc.record({ adminOrderType: fc.constant("BTD"), service: fc.record({ serviceName: fc.constantFrom("EOP", "STM"), scope: orUndefined(fc.constant("DE")), serviceOption: fc.constant(undefined), container: orUndefined(fc.constant("ZIP" as const)), message: fc.record({ name: fc.constantFrom("camt.053", "mt940"), variant: fc.constant(undefined), version: orUndefined(fc.constant("08")), format: fc.constant(undefined) }) }) }),
  { maxLength: 5 },
);

describe("HPD and HAA", () => {
  it("come out as they went in, and are valid", () => {
    const holds = <Order extends BankDataOrder>(order: Order, value: Parameters<typeof writeBankData<Order>>[2]): void => {
      const xml = writeBankData("H005", order, value);
      if (haveH005Schemas) expect(validateH005(xml)).toEqual([]);
      expect(readBankData("H005", order, xml)).toEqual(value);
    };
    fc.assert(fc.property(parameters, (value) => holds("HPD", value)), { numRuns: 100 });
    fc.assert(fc.property(available, (value) => holds("HAA", value)), { numRuns: 100 });
  });

  it("a flag without a word means yes, as the schema has it", () => {
    const xml = `<HPDResponseOrderData xmlns="urn:org:ebics:H005"><AccessParams><URL>https://bank.example/ebics</URL><Institute>B</Institute></AccessParams><ProtocolParams>
      <Version><Protocol>H004 H005</Protocol><Authentication>X002</Authentication><Encryption>E002</Encryption><Signature>A006</Signature></Version><Recovery/></ProtocolParams></HPDResponseOrderData>`;
    if (haveH005Schemas) expect(validateH005(Buffer.from(xml))).toEqual([]);
    expect(readBankData("H005", "HPD", Buffer.from(xml))).toMatchObject({ recovery: true, preValidation: undefined, versions: { protocol: ["H004", "H005"] } });
  });

  it("one order's answer is not taken for another's, and damage gives an error for the operator", () => {
    const haa = writeBankData("H005", "HAA", []);
    for (const order of ["HPD", "HKD", "HTD"] as const) expect(() => readBankData("H005", order, haa)).toThrow(expect.objectContaining({ area: "ebics", code: "unexpected-answer" }));
    const hpd = Buffer.from(writeBankData("H005", "HPD", { urls: [{ url: "https://bank.example" }], institute: "B", versions: { protocol: ["H005"], authentication: ["X002"], encryption: ["E002"], signature: ["A006"] } }));
    fc.assert(
      fc.property(fc.nat(hpd.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(hpd);
        damaged[at] = value;
        try {
          readBankData("H005", "HPD", damaged);
        } catch (error) {
          return error instanceof AppError;
        }
        return true;
      }),
    );
  });
});
