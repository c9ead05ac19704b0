import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { parseOrderName } from "../../src/ebics/index.ts";
import { askBankData, fetchByName } from "../../src/workflows/communication/ask-bank-data.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { type ListenEvent, listenToBank } from "../../src/workflows/communication/listen.ts";
import { fetchGrants } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { orderMenu, readGrants } from "../../src/workflows/grants.ts";
import type { Connection } from "../../src/workflows/ports/connections.ts";
import { sendFileAs } from "../../src/workflows/send-file-as.ts";
import { type Bureau, openBureau } from "../support/bureau.ts";

let bureau: Bureau;
beforeAll(async () => {
  bureau = await openBureau({ banks: ["ALPHA"] });
});
afterAll(() => bureau.close());

describe.each(["H003", "H004"] as const)("the bank's menu in %s", (protocol) => {
  let context: WorkflowContext;
  let connection: Connection;
  beforeAll(async () => {
    context = await bureau.readyCustomer(`M${protocol}`, "ALPHA", protocol);
    const [only] = await context.store.connections.all();
    if (only === undefined) throw new Error("the customer has a connection");
    connection = only;
    await fetchGrants(context, connection.id);
  });

  it("names orders as that version does, in the catalogue's words, in the right direction", async () => {
    const menu = orderMenu(await readGrants(context.store, connection.id), context.tools.banks.orders.values());
    const told = menu.map(({ name, direction, title }) => `${direction} ${name.adminOrderType} ${title}`);
    expect(told).toEqual(expect.arrayContaining(["send CCT SEPA credit transfer", "send CCU Urgent credit transfer", "fetch C53 Account statements", "fetch CRZ Status reports on credit transfers"]));
    expect(menu.find(({ name }) => name.adminOrderType === "HAC")?.direction).toBe("administrative");
    expect(menu.every(({ users }) => users.every(({ userId }) => userId === "ANNA"))).toBe(true);
  });

  it("is what is fetched and sent by name; the session asks what there is first [HAA HPD HTD download H003 H004 client bank]", async () => {
    const { admin } = bureau.bank("ALPHA");
    const euros = { minor: 100_00n, currency: "EUR" as CurrencyCode };
    admin.credit({ account: admin.openAccount({ partnerId: connection.partnerId, owner: "M", currency: "EUR" }).number, amount: euros, debtorName: "Buyer" });
    bureau.bank("ALPHA").admin.clock.nextBusinessDay();
    expect((await askBankData(context, connection.id, "HPD"))?.versions.protocol).toContain(protocol);
    const available = (await askBankData(context, connection.id, "HAA")) ?? [];
    expect(available.map(({ adminOrderType }) => adminOrderType)).toContain("C53");
    const c53 = parseOrderName("C53", "fetch");
    if (c53 === undefined) throw new Error("C53 is a name");
    expect(await fetchByName(context, connection.id, c53, { title: "statements" })).toMatchObject({ statements: 1 });
    const since = bureau.bank("ALPHA").admin.trace(500).length;
    await communicate(context, { connectionId: connection.id, send: false, fetch: true });
    const asked = bureau.bank("ALPHA").admin.trace(500).slice(since).flatMap(({ summary }) => /^(.*), Initialisation/.exec(summary)?.[1] ?? []);
    expect(asked).not.toContain("C53");
    expect(asked).toContain("HAA");
  });

  it("takes a file as FUL with its file format, and tells by WebSocket what there is", async () => {
    const ful = parseOrderName("FUL pain.001.001.09.sct FR", "send");
    if (ful === undefined) throw new Error("FUL is a name");
    const order = await sendFileAs(context, { source: { name: "x.bin", open: async function* () { yield Buffer.from("no payment"); } }, connectionId: connection.id, sendAs: { ...ful, signatures: "release" } });
    // H003 has no place for file formats in what it grants.
    expect(order.findings.map(({ code }) => code)).toEqual(protocol === "H003" ? ["not-granted"] : []);
    const events: ListenEvent[] = [];
    const abort = new AbortController();
    await listenToBank(context, { connectionId: connection.id, signal: abort.signal, onEvent: (event) => { events.push(event); if (event.kind === "information") abort.abort(); } });
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["listening", "information"]));
  });
});
