import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import { type BtfService, type HtdData, readBankData, writeBankData } from "../../../src/ebics/index.ts";
import { haveH005Schemas, validateH005 } from "../../support/h005-schema.ts";

const writeHtd = (data: HtdData): Uint8Array => writeBankData("H005", "HTD", data);
const readHtd = (xml: Uint8Array): HtdData => readBankData("H005", "HTD", xml);

const word = fc.string({ unit: fc.constantFrom("a", "Z", "ű", "&", "<", "'", "5", "-"), minLength: 1, maxLength: 12 });
const orUndefined = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const digits = (min: number, max: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });
const service: fc.Arbitrary<BtfService> = fc.record({
  serviceName: fc.constantFrom("SCT", "EOP"),
  scope: orUndefined(fc.constantFrom("DE", "GLB")),
  serviceOption: orUndefined(fc.constantFrom("URG", "0CD1")),
  container: orUndefined(fc.constantFrom("ZIP" as const, "XML" as const, "SVC" as const)),
  message: fc.record({ name: fc.constantFrom("pain.001", "camt.053"), variant: orUndefined(fc.constant("001")), version: orUndefined(fc.constant("08")), format: orUndefined(fc.constant("XML")) }),
});
const adminOrderType = fc.constantFrom("BTU", "BTD", "HAC", "HTD");
const data: fc.Arbitrary<HtdData> = fc
  .record({
    partner: fc.record({
      name: orUndefined(word), street: orUndefined(word), postCode: orUndefined(word), city: orUndefined(word), region: orUndefined(word), country: orUndefined(word),
      hostId: fc.constant("PRACTICE"),
      accounts: fc.uniqueArray(
        fc.record({
          id: word, currency: fc.constantFrom("HUF", "EUR"), description: orUndefined(word), iban: fc.constantFrom("HU42117730161111101800000000", "DE89370400440532013000"),
          nationalNumber: orUndefined(digits(3, 10)), bic: orUndefined(fc.constant("GIBAHUHB")), nationalBankCode: orUndefined(digits(8, 8)), holder: orUndefined(word),
        }),
        { selector: ({ id }) => id, maxLength: 4 },
      ),
      orders: fc.array(fc.record({ adminOrderType, service: orUndefined(service), description: word, signaturesRequired: fc.nat(9) }), { minLength: 1, maxLength: 4 }),
    }),
    user: fc.record({
      userId: fc.constantFrom("ANNA", "U1,=z"), status: fc.nat(99), name: orUndefined(word),
      permissions: fc.array(
        fc.record({ adminOrderType, service: orUndefined(service), accountId: fc.constant(undefined), maxAmount: orUndefined(fc.record({ value: fc.constantFrom("1000.50", "0"), currency: fc.constantFrom("HUF", "EUR") })), authorisationLevel: orUndefined(fc.constantFrom("E" as const, "A" as const, "B" as const, "T" as const)) }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  })
  .map((value): HtdData => ({ ...value, user: { ...value.user, permissions: value.user.permissions.map((permission, i) => ({ ...permission, accountId: value.partner.accounts[i]?.id })) } }));

describe("HTD", () => {
  it("comes out as it went in, and is valid", () => {
    fc.assert(
      fc.property(data, (value) => {
        const xml = writeHtd(value);
        if (haveH005Schemas) expect(validateH005(xml)).toEqual([]);
        expect(readHtd(xml)).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  it("reads what banks add, and takes an unmarked IBAN for one", () => {
    const xml = `<HTDResponseOrderData xmlns="urn:org:ebics:H005" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:org:ebics:H005 x.xsd"><PartnerInfo>
      <AddressInfo><Name>A</Name></AddressInfo><BankInfo><HostID>H</HostID><Parameter><Name>n</Name><Value Type="string">v</Value></Parameter></BankInfo>
      <AccountInfo ID="1"><AccountNumber>CH9300762011623852957</AccountNumber><NationalBankCode format="CH">762</NationalBankCode><UsageOrderTypes/></AccountInfo>
      <OrderInfo><AdminOrderType>HTD</AdminOrderType><Description> User  data </Description></OrderInfo></PartnerInfo>
      <UserInfo><UserID Status="1">U</UserID><Permission><AdminOrderType>HTD</AdminOrderType></Permission><x xmlns="urn:other"/></UserInfo></HTDResponseOrderData>`;
    if (haveH005Schemas) expect(validateH005(Buffer.from(xml))).toEqual([]);
    expect(readHtd(Buffer.from(xml)).partner).toMatchObject({ accounts: [{ id: "1", currency: "EUR", iban: "CH9300762011623852957", nationalBankCode: "762" }], orders: [{ description: "User data", signaturesRequired: 0 }] });
  });

  it("refuses anything else with an error for the operator", () => {
    for (const text of ["", "<a/>", '<HTDResponseOrderData xmlns="urn:org:ebics:H005"/>', "<!DOCTYPE a><a/>"]) {
      expect(() => readHtd(Buffer.from(text))).toThrow(expect.objectContaining({ area: "ebics", code: "unexpected-answer" }));
    }
    const xml = Buffer.from(writeHtd({ partner: { hostId: "H", accounts: [], orders: [{ adminOrderType: "HTD", description: "d", signaturesRequired: 0 }] }, user: { userId: "U", status: 1, permissions: [{ adminOrderType: "HTD" }] } }));
    fc.assert(
      fc.property(fc.nat(xml.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(xml);
        damaged[at] = value;
        try {
          readHtd(damaged);
        } catch (error) {
          return error instanceof AppError;
        }
        return true;
      }),
    );
  });
});
