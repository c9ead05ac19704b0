import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { OperatorId } from "../../../src/domain/ids.ts";
import { createConnection } from "../../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import type { Connection } from "../../../src/workflows/ports/connections.ts";
import type { Subscriber } from "../../../src/workflows/ports/subscribers.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../../support/card/card.ts";
import { type CardOffice, openCardOffice } from "../../support/card/card-office.ts";
import { onlyConnection } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** A card with all three keys, which the bank knows; and a connection that knows nothing of it. */
describe.skipIf(!haveCards)("keys that are on a card already, at the connection (needs softhsm2-util and g++)", () => {
  let own: CardOffice;
  let card: TestCard;
  let context: WorkflowContext;
  let ready: Subscriber;
  let before: Connection;
  let connection: Connection;
  beforeAll(async () => {
    own = await openCardOffice("A006");
    card = softHsmCard("ISSUED");
    ready = await own.setUp(card, true);
    before = await onlyConnection(own.context);
    const { id: _, bankKeys: __, ...same } = before;
    context = { ...own.context, tools: { ...own.context.tools, cards: { ...own.devices.cards, modules: async () => [card.modulePath] } } };
    connection = await createConnection(context, { ...same, title: "Taken over" });
  });
  afterAll(async () => {
    await own.close();
    card.remove();
  });

  async function at(where: Connection, use: (go: (keys: readonly string[], wanted: string | RegExp) => Promise<void>, type: (text: string) => void, screen: () => string) => Promise<void>, who = context): Promise<void> {
    const { tester, end } = await openWorkstation({
      clock: own.office.clock, customers: [who], columns: 100, rows: 40,
      begin(shell) {
        shell.push("cockpit");
        shell.push("connect", { context: who, connectionId: where.id });
      },
    });
    try {
      await tester.waitFor(where.title);
      await use(async (keys, wanted) => {
        tester.press(...keys);
        await tester.waitFor(wanted);
      }, (text) => tester.type(text), () => tester.screen());
    } finally {
      await end();
    }
  }

  it("are chosen by name and id, all three that the bank has: no letters", async () => {
    await at(connection, async (go, type) => {
      await go(["c"], /▸ ISSUED/);
      await go(["Enter"], "Key on the card ISSUED");
      await go(["Down", "Enter"], "The signature key is the one on the card ISSUED");
      type("CARD");
      await go(["Tab"], "CARD");
      type("Réka");
      await go(["Tab", "Tab", "Tab"], /▸ other keys/);
      await go(["Right", "Right"], /X002 key +[0-9a-f]{16} · CN=Réka/);
      await go(["Tab", "Tab", "Tab"], /▸ the bank/);
      await go(["Left"], "has these keys");
      await go(["Tab", "Tab"], /▸ card's PIN/);
      type(cardPin);
      await go(["F2"], "Keys of CARD taken over: no letters are needed");
    });
    const made = (await context.store.connections.subscribers(connection.id))[0];
    expect(made).toMatchObject({ state: "keys-sent", signatureVersion: "A006", transportCard: { authenticationKeyId: ready.transportCard?.authenticationKeyId, encryptionKeyId: ready.transportCard?.encryptionKeyId } });
  });

  it("take no other user's place at the bank, and the form says which keys differ", async () => {
    const administrator: WorkflowContext = { ...context, operator: { ...context.operator, id: "02administrator" as OperatorId, name: "Ádám" }, rights: ["see", "administer"] };
    await context.store.profile.setRights(administrator.operator.id, "Ádám", administrator.rights);
    await at(before, async (go, type, screen) => {
      await go(["k"], /▸ ISSUED/);
      await go(["Enter"], /Keys on a card/);
      if (!/user +◂ REKA/.test(screen())) await go(["Right"], /user +◂ REKA/); // users made in one moment stand in any order
      await go(["Tab", "Tab", "Tab"], /▸ card's PIN/);
      type(cardPin);
      await go(["F2"], /The bank has another authentication key of this user/);
    }, administrator);
  });
});
