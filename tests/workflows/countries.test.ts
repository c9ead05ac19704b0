import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAccountNumber } from "../../src/domain/account-number.ts";
import type { Batch } from "../../src/domain/order.ts";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import { rights } from "../../src/domain/rights.ts";
import { Secret } from "../../src/domain/secret.ts";
import { nameIn } from "../../src/ebics/index.ts";
import { orderNameText } from "../../src/ebics/order-name.ts";
import { once } from "../../src/workflows/bytes.ts";
import { fetchGrants } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { ProtocolVersion } from "../../src/workflows/ports/connections.ts";
import { serviceFor } from "../../src/workflows/route-order.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { elsewhere, money, orderFile } from "../bank/support/orders.ts";
import { type Bureau, bureauPin, openBureau } from "../support/bureau.ts";
import { mustGetOrder, onlyConnection } from "../support/office.ts";

/** What the bank profiles of each country make of the same payments. */

let bureau: Bureau;
beforeAll(async () => {
  bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 4 });
});
afterAll(() => bureau.close());

/** The customer as its one signer, who administers nothing, sees it. */
async function asSigner(context: WorkflowContext): Promise<WorkflowContext> {
  const { store, operator } = context;
  const [signer] = await store.signers.all();
  if (signer === undefined) throw new Error("the customer has a signer");
  await store.signers.put({ ...signer, operatorId: operator.id });
  const own = rights.filter((right) => right !== "administer");
  await store.profile.setRights(operator.id, operator.name, own);
  return { ...context, rights: own };
}

const batch = (more: Partial<Batch> = {}): Batch => ({ paymentInformationId: "B", requestedExecutionDate: "2026-11-24" as IsoDate, debtor: { name: "D" }, debtorAccount: parseAccountNumber(elsewhere[0])!, debtorAgent: {}, ...more });

describe("an order is named as its bank's country and the version want it", () => {
  it.each([
    ["at-generic", "H005", "EUR", "pain.001.001.09", "BTU SCT/AT/-/pain.001"],
    ["at-generic", "H004", "EUR", "pain.001.001.09", "CCT"],
    ["at-generic", "H005", "USD", "pain.001.001.09", "BTU XCT/-/-/pain.001"],
    ["ch-generic", "H005", "CHF", "pain.001.001.09", "BTU MCT/CH/-/pain.001@09"],
    ["ch-generic", "H004", "CHF", "pain.001.001.09", "XE2"],
    ["de-generic", "H005", "EUR", "pain.001.001.09", "BTU SCT/-/-/pain.001"],
    ["de-generic", "H004", "USD", "pain.001.001.09", "AXZ"],
    ["fr-generic", "H004", "EUR", "pain.001.001.03", "FUL pain.001.001.03.sct"],
    ["fr-generic", "H004", "EUR", "pain.001.001.09", "FUL pain.001.001.09.sct"],
    ["fr-generic", "H005", "EUR", "pain.001.001.09", "BTU SCT/FR/-/pain.001"], // a file format of its own has no service of its own
    ["fr-generic-ts", "H004", "USD", "pain.001.001.03", "FUL pain.001.001.03.xct"],
    ["fr-generic", "H003", "EUR", "pain.001.001.03", "FUL pain.001.001.03.sct"],
  ] as const)("%s over %s, %s in %s: %s", (id, protocol, currency, format, name) => {
    const profile = bureau.tools.banks.profiles.get(id);
    if (profile === undefined) throw new Error(`no profile ${id}`);
    const service = serviceFor({ profile, protocol }, { format, sums: [{ minor: 1n, currency: currency as CurrencyCode }] }, [batch()]);
    const named = service && nameIn(protocol, service.order);
    expect(named && orderNameText(named)).toBe(name);
    expect(service?.signatures).toBe(id === "fr-generic" ? "transport" : "release");
  });

  it("a country's other orders have their names, too: instant and direct debits", () => {
    const nameOf = (id: string, protocol: ProtocolVersion, one: Batch, format: string): string | undefined => {
      const service = serviceFor({ profile: bureau.tools.banks.profiles.get(id)!, protocol }, { format, sums: [{ minor: 1n, currency: "EUR" as CurrencyCode }] }, [one]);
      const name = service && nameIn(protocol, service.order);
      return name && orderNameText(name);
    };
    const collection = { sequence: "RCUR", creditorScheme: "X" } as unknown as Batch["collection"]; // only that there is one is looked at
    expect(nameOf("at-generic", "H005", batch({ localInstrument: "INST" }), "pain.001.001.09")).toBe("BTU SCI/-/-/pain.001");
    expect(nameOf("at-generic", "H004", batch({ collection, localInstrument: "CORE" }), "pain.008.001.02")).toBe("CDD");
    expect(nameOf("fr-generic", "H004", batch({ collection, localInstrument: "B2B" }), "pain.008.001.02")).toBe("FUL pain.008.001.02.sbb");
    expect(nameOf("fr-generic", "H005", batch({ collection, localInstrument: "CORE" }), "pain.008.001.02")).toBe("BTU SDD/FR/COR/pain.008");
  });
});

describe("a French customer at the practice bank, by EBICS 2.5 with certificates", () => {
  it.each([
    ["fr-generic", "FRT", "to-sign"], // profile T: something else than EBICS releases it; at this bank, a signature there
    ["fr-generic-ts", "FRTS", "executed"],
  ] as const)("%s: the file goes by its file format, and is %s", async (profile, shortName, status) => {
    const { admin } = bureau.bank("ALPHA");
    const admins = await bureau.readyCustomer(shortName, "ALPHA", "H004", profile);
    const connection = await onlyConnection(admins);
    const { number } = admin.openAccount({ partnerId: shortName, owner: shortName, currency: "EUR", opening: money("1000.00") });
    await fetchGrants(admins, connection.id);
    const context = await asSigner(admins);
    expect(connection.keyForm).toBe("certificate");
    expect((await context.store.connections.subscribers())[0]?.signatureVersion).toBe("A005");
    for (const version of ["03", "09"] as const) {
      const file = await orderFile(`${shortName}-${version}`, [{ from: number, date: admin.clock.state().date, payments: [{ amount: money(`1.${version}`), to: elsewhere[2], endToEndId: `${shortName}${version}` }] }], version);
      const { id } = await importOrderFile(context, { name: "virement.xml", open: () => once(file) });
      const sheet = await prepareSigningSheet(context, [id]);
      using pin = Secret.fromText(bureauPin);
      expect((await signOrders(context, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin }))[0]?.kind).toBe("signed");
      await queueOrder(context, id);
      const { problem } = await communicate(context, { connectionId: connection.id, send: true, fetch: false });
      expect(problem).toBeUndefined();
      expect((await mustGetOrder(context, id)).bankOrderId).toMatch(/^N/);
      expect(admin.orders().at(-1)).toMatchObject({ status, partnerId: shortName });
    }
    const named = admin.trace(100).filter((one) => one.partnerId === shortName && one.order?.startsWith("FUL")).map((one) => one.order);
    expect(new Set(named)).toEqual(new Set(["FUL pain.001.001.03.sct", "FUL pain.001.001.09.sct"]));
  });
});
