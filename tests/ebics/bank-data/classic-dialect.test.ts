import { describe, expect, it } from "vitest";
import { readHaa, writeHaa } from "../../../src/ebics/bank-data/available-orders.ts";
import { readHpd, writeHpd } from "../../../src/ebics/bank-data/bank-parameters.ts";
import { classicBankData } from "../../../src/ebics/bank-data/classic-dialect.ts";
import type { HtdData } from "../../../src/ebics/bank-data/customer-data.ts";
import { readHkd, readHtd } from "../../../src/ebics/bank-data/customer-data-reader.ts";
import { writeHkd, writeHtd } from "../../../src/ebics/bank-data/customer-data-writer.ts";
import { haveEbicsSchemas, validateEbics } from "../../support/ebics-schema.ts";
import { haveVectors, vector } from "../support/vectors.ts";

const h003 = classicBankData("http://www.ebics.org/H003", false);
const h004 = classicBankData("urn:org:ebics:H004", true);

const data: HtdData = {
  partner: {
    name: "Kunde GmbH", hostId: "HOST1", accounts: [{ id: "1", currency: "EUR", iban: "DE89370400440532013000", bic: "COBADEFFXXX" }],
    orders: [
      { adminOrderType: "CCT", transfer: "Upload", description: "SEPA", signaturesRequired: 1 },
      { adminOrderType: "FUL", fileFormat: { name: "pain.001.001.03.sct", countryCode: "FR" }, transfer: "Upload", description: "Virements", signaturesRequired: 0 },
      { adminOrderType: "STA", transfer: "Download", description: "MT940", signaturesRequired: 0 },
    ],
  },
  user: {
    userId: "U1", status: 1, permissions: [
      { adminOrderType: "CCT", accountId: "1", maxAmount: { value: "5000", currency: "EUR" }, authorisationLevel: "A" },
      { adminOrderType: "FUL", fileFormat: { name: "pain.001.001.03.sct", countryCode: "FR" }, authorisationLevel: "T" },
      { adminOrderType: "STA" },
    ],
  },
};

describe("HTD, HKD, HPD and HAA before EBICS 3.0", () => {
  it("name orders by three characters, and FUL by its file format", () => {
    expect(readHtd(h004, writeHtd(h004, data))).toEqual(data);
    expect(readHkd(h004, writeHkd(h004, { partner: data.partner, users: [data.user, { ...data.user, userId: "U2" }] })).users.map(({ userId }) => userId)).toEqual(["U1", "U2"]);
  });

  it("H003 has no place for the file format, and one version's data are not taken for another's", () => {
    expect(readHtd(h003, writeHtd(h003, data)).partner.orders[1]).toMatchObject({ adminOrderType: "FUL", fileFormat: undefined });
    expect(() => readHtd(h003, writeHtd(h004, data))).toThrow(expect.objectContaining({ code: "unexpected-answer" }));
  });

  it.skipIf(!haveEbicsSchemas)("are valid against the schemas of their versions", () => {
    const parameters = { urls: [{ url: "https://bank.example/ebics", validFrom: 0 }], institute: "Bank", hostId: "HOST1", versions: { protocol: ["H003", "H004"], authentication: ["X002"], encryption: ["E002"], signature: ["A005"] }, recovery: true, x509: { supported: true, persistent: false } };
    for (const dialect of [h003, h004]) {
      const documents = [writeHtd(dialect, data), writeHkd(dialect, { partner: data.partner, users: [data.user, data.user] }), writeHpd(dialect, parameters), writeHaa(dialect, [{ adminOrderType: "STA" }, { adminOrderType: "FDL" }])];
      for (const xml of documents) expect(validateEbics(xml)).toEqual([]);
    }
  });

  it("one permission for many types is as many permissions", () => {
    const xml = Buffer.from(writeHtd(h004, data)).toString().replace("<OrderTypes>STA</OrderTypes>", "<OrderTypes>STA VMK  C53</OrderTypes>");
    expect(readHtd(h004, Buffer.from(xml)).user.permissions.slice(-3).map(({ adminOrderType }) => adminOrderType)).toEqual(["STA", "VMK", "C53"]);
  });

  it("HAA lists each type once, HPD tells of certificates", () => {
    expect(readHaa(h004, writeHaa(h004, [{ adminOrderType: "STA" }, { adminOrderType: "C53" }, { adminOrderType: "STA" }]))).toEqual([{ adminOrderType: "STA" }, { adminOrderType: "C53" }]);
    const parameters = { urls: [{ url: "https://bank.example/ebics" }], institute: "Bank", versions: { protocol: ["H004"], authentication: ["X002"], encryption: ["E002"], signature: ["A005"] }, x509: { supported: true, persistent: false } };
    expect(readHpd(h004, writeHpd(h004, parameters))).toMatchObject(parameters);
  });

  it.skipIf(!haveVectors)("reads what a savings bank answered (vectors/epics-ruby)", () => {
    const { partner, user } = readHtd(h004, vector("epics-ruby/xml/htd_order_data.xml"));
    expect(partner).toMatchObject({ hostId: "SIZBN001", accounts: [{ iban: "DE51370501981929807319", nationalNumber: "1929807319", bic: "COLSDE33XXX" }] });
    expect(partner.orders.find(({ adminOrderType }) => adminOrderType === "STA")).toMatchObject({ transfer: "Download" });
    expect(user.permissions.map(({ adminOrderType }) => adminOrderType)).toEqual(expect.arrayContaining(["STA", "HTD", "PTK"]));
  });
});
