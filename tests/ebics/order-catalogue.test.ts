import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadCatalogue } from "../../src/cli/catalogue.ts";
import { type CatalogueOrder, catalogueOrderNamed, joinCatalogues, nameIn, parseOrderCatalogue } from "../../src/ebics/index.ts";
import { orderNameText } from "../../src/ebics/order-name.ts";
import { formats } from "../../src/formats/all.ts";
import { messageGrammar } from "../../src/formats/grammar/bundled.ts";
import type { BankCatalogue } from "../../src/workflows/bank-profile.ts";

let catalogue: BankCatalogue;
beforeAll(async () => {
  catalogue = await loadCatalogue(path.resolve(import.meta.dirname, "../../profiles"));
});

const entry = { id: "x", title: "X", direction: "send", kind: "credit-transfer", formats: ["pain.001.001.09"], signatures: "release", source: "here" };
const parse = (...orders: object[]) => parseOrderCatalogue({ id: "test", title: "Test", orders }, "orders/test.json");

describe("the catalogue of orders", () => {
  it("has Germany, Austria, Switzerland, France and the orders of any country", () => {
    const ids = [...catalogue.orders.keys()];
    for (const country of ["de-", "at-", "ch-", "fr-"]) expect(ids.filter((id) => id.startsWith(country)).length).toBeGreaterThanOrEqual(5);
    expect(ids).toEqual(expect.arrayContaining(["sct", "sci", "sdd-core", "de-c53", "de-sta", "ch-statements", "fr-cfonb120", "de-notifications"]));
  });

  it("gives every name to one order only, so that what a bank grants has one title", () => {
    const names = (protocol: "H005" | "H004"): string[] => [...catalogue.orders.values()].flatMap((order) => {
      const name = protocol === "H005" ? nameIn("H005", order) : order.classic;
      return name === undefined || (protocol === "H004" && order.id.startsWith("at-")) ? [] : [orderNameText(name)]; // Austria uses the German order types
    });
    for (const protocol of ["H005", "H004"] as const) expect(names(protocol).filter((name, index, all) => all.indexOf(name) !== index)).toEqual([]);
  });

  it("finds the order that a bank names, by service, order type and file format", () => {
    const found = (name: Parameters<typeof catalogueOrderNamed>[1]): string | undefined => catalogueOrderNamed(catalogue.orders.values(), name)?.id;
    expect(found({ adminOrderType: "BTD", service: { serviceName: "EOP", scope: "DE", container: "ZIP", message: { name: "camt.053", version: "08" } } })).toBe("de-c53");
    expect(found({ adminOrderType: "BTU", service: { serviceName: "EOP", scope: "DE", container: "ZIP", message: { name: "camt.053" } } })).toBeUndefined();
    expect(found({ adminOrderType: "STA" })).toBe("de-sta");
    expect(found({ adminOrderType: "FUL", fileFormat: { name: "pain.001.001.03.sct", countryCode: "FR" } })).toBe("fr-sct");
    expect(found({ adminOrderType: "FUL", fileFormat: { name: "pain.xxx.cfonb160.dct" } })).toBeUndefined();
  });

  it.each([
    ["no name at all", {}, "has no name in any version"],
    ["FUL without a file format", { orderType: "FUL" }, "have a fileFormat"],
    ["a file format without FUL", { orderType: "CCT", fileFormat: { name: "a" } }, "have a fileFormat"],
    ["something fetched that says what its signatures do", { orderType: "STA", direction: "fetch" }, "say what their signatures do"],
    ["a service name of two letters", { service: { serviceName: "SC", messageName: "pain.001" } }, "orders.0.service.serviceName"],
    ["a field nobody knows", { orderType: "CCT", colour: "red" }, "colour"],
  ])("refuses %s, naming the place", (_what, change, message) => {
    expect(() => parse({ ...entry, ...change })).toThrow(message);
  });

  it("refuses the same id twice", () => {
    const file = parse({ ...entry, orderType: "CCT" });
    expect(() => joinCatalogues([file, file])).toThrow("Two orders of the catalogue are called x");
  });
});

describe("the bank profiles", () => {
  it("take orders only in formats whose schema is known here, so that none leaves unchecked", async () => {
    const taken = new Set([...catalogue.profiles.values()].flatMap((profile) => profile.orders.flatMap((service) => service.formats)).filter((id) => id.startsWith("pain.")));
    expect(taken.size).toBeGreaterThan(1);
    for (const id of taken) expect(await messageGrammar(id), id).toMatchObject({ id });
  });

  it("send only formats that can be written or imported here, by orders that have a name in a version the bank speaks, and fetch what has one in each", () => {
    const known = new Set(formats.filter((format) => format.kind === "orders").map((format) => format.id));
    for (const profile of catalogue.profiles.values()) {
      for (const { order, formats: sent } of profile.orders) expect([profile.id, order.id, sent.filter((id) => !known.has(id))]).toEqual([profile.id, order.id, []]);
      for (const { order } of profile.orders) expect([profile.id, order.id, profile.protocols.some((protocol) => nameIn(protocol, order) !== undefined)]).toEqual([profile.id, order.id, true]); // where it has none, the next that fits counts
      if (profile.recalls !== undefined) {
        expect([profile.id, profile.recalls.order.kind, ...profile.recalls.answers.map(({ order }) => order.kind)]).toEqual([profile.id, "recall", ...profile.recalls.answers.map(() => "recall-answers")]);
        for (const protocol of profile.protocols) expect([profile.id, nameIn(protocol, profile.recalls.order) === undefined]).toEqual([profile.id, false]);
      }
      const fetched: readonly CatalogueOrder[] = [...profile.statements, ...profile.statusReports, ...(profile.recalls?.answers ?? [])].map(({ order }) => order);
      for (const order of fetched) for (const protocol of profile.protocols) expect([profile.id, order.id, nameIn(protocol, order) === undefined]).toEqual([profile.id, order.id, false]);
    }
  });
});
