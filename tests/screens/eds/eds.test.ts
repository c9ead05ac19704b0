import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Secret } from "../../../src/domain/secret.ts";
import { confirmCodeToken, enrolCodeToken } from "../../../src/workflows/keys/code-tokens.ts";
import { protectKey } from "../../../src/workflows/keys/protect-key.ts";
import { codeIn } from "../../support/code-token.ts";
import { todayIn } from "../../../src/domain/iso-date.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { type EdsTown, openEdsTown, type Workstation } from "../../support/eds-office.ts";
import { mustGetOrder, payment, pinText } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** Anna sends an order for others to sign; Béla finds, reads, signs or cancels it at his workstation. All on screen, over HTTPS. */

let town: EdsTown;
let anna: Workstation;
let bela: Workstation;
beforeAll(async () => {
  town = await openEdsTown();
  anna = await town.workstation("ANNA", "A");
  bela = await town.workstation("BELA", "B");
});
afterAll(() => town.close());

const open = (at: Workstation, columns = 80, rows = 24) =>
  openWorkstation({ clock: town.clock, customers: [at.context], columns, rows, begin: (shell) => shell.push("cockpit") });

async function entered(title: string, minor: bigint): Promise<Order> {
  const { context } = anna;
  const [account] = await context.store.accounts.all();
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()), transactions: [payment(`${title}-1`, minor, 1), payment(`${title}-2`, 55_00n, 2)] });
}

/** On Anna's screen: signed with her own signature, which is not enough, and sent on purpose. */
async function sendForOthers(order: Order): Promise<Order> {
  const { tester, end } = await openWorkstation({
    clock: town.clock, customers: [anna.context], begin(shell) {
      shell.push("cockpit");
      shell.push("order", { context: anna.context, orderId: order.id });
    },
  });
  await tester.waitFor("○ checked");
  tester.press("b");
  await tester.waitFor("you sign as");
  tester.press("s");
  await tester.waitFor("Passphrase of the key file");
  tester.type(pinText);
  tester.press("Enter");
  await tester.waitFor("in the outbox for the others");
  tester.press("Esc");
  await tester.waitFor("» queued");
  tester.press("x");
  await tester.waitFor("not now");
  tester.press("Right", "Enter");
  await expect.poll(async () => (await mustGetOrder(anna.context, order.id)).state).toBe("waiting-at-bank");
  end();
  return mustGetOrder(anna.context, order.id);
}

/** The user's key signs only with codes from now on. @returns the file with the texts */
async function behindCodes({ context }: Workstation): Promise<string> {
  const texts = path.join(context.customer.folder, "texts");
  const [user] = await context.store.connections.subscribers();
  const { token } = await enrolCodeToken(context, { signerId: user!.signerId, title: "telephone of Béla", method: { kind: "text-message", number: "+36301234567", gateway: { kind: "practice", file: texts } } });
  await confirmCodeToken({ ...context, askCode: async () => Secret.fromText(codeIn(texts)) }, token.id);
  await protectKey(context, user!.id, token.id, Secret.fromText(pinText));
  return texts;
}

const golden = (name: string): string => `../../golden/screens/eds/${name}.txt`;

describe("orders to sign at the bank", () => {
  it("go there on purpose from one screen, are found in the other's cockpit, read, signed, and then are over", async () => {
    const order = await sendForOthers(await entered("Rent", 1_234_00n));
    expect(order.bankOrderId).toBe("N001");
    await bela.session({ send: false });
    const { tester, end } = await open(bela);
    await tester.waitFor("1 to sign at the bank");
    tester.press("Enter");
    await tester.waitFor("◆ 1 more signature");
    await expect(tester.screen()).toMatchFileSnapshot(golden("list-80x24"));
    tester.press("Enter");
    await tester.waitFor("f fetches it from the bank");
    tester.press("s");
    await tester.waitFor("was not fetched yet"); // nothing is signed unseen
    tester.press("f");
    await tester.waitFor("computed here from the file");
    await tester.waitFor("Payee 2");
    await tester.waitFor((screen) => !screen.includes("Asking"));
    await expect(tester.screen().replace(/[0-9a-f]{64}/, (digest) => "d".repeat(digest.length))).toMatchFileSnapshot(golden("order-80x24"));
    tester.press("s");
    await tester.waitFor("Passphrase of the key file");
    expect(tester.screen()).toContain("2 payments · 1,289.00 EUR");
    tester.type("not the PIN");
    tester.press("Enter");
    await tester.waitFor(/wrong|does not open|passphrase is/i);
    tester.press("Esc");
    const texts = await behindCodes(bela);
    tester.press("s");
    await tester.waitFor("Passphrase of the key file");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("PRACTICE the telephone shows");
    expect(tester.screen()).toMatch(/for +order N001 at the bank, 2 payments · 1,289\.00 EUR/);
    tester.type(codeIn(texts));
    tester.press("Enter");
    await tester.waitFor("it is complete");
    await tester.waitFor("✓ Released.");
    expect(town.bank.admin.orders().map((one) => one.status)).toEqual(["executed"]);
    tester.press("Esc");
    await tester.waitFor("✓ released");
    end();
  });

  it("are cancelled from the screen, with what that means first", async () => {
    const order = await sendForOthers(await entered("Fuel", 99_00n));
    await bela.session({ send: false });
    const { tester, end } = await open(bela, 160, 48);
    await tester.waitFor("1 to sign at the bank");
    tester.press("Enter");
    await tester.waitFor("◆ 1 more signature");
    await expect(tester.screen()).toMatchFileSnapshot(golden("list-160x48"));
    tester.press("Enter");
    await tester.waitFor("f fetches it from the bank");
    tester.press("f");
    await tester.waitFor("Payee 2");
    await tester.waitFor((screen) => !screen.includes("Asking"));
    await expect(tester.screen().replace(/[0-9a-f]{64}/, (digest) => "d".repeat(digest.length))).toMatchFileSnapshot(golden("order-160x48"));
    tester.press("d");
    await tester.waitFor("ends at the bank for good");
    tester.press("Right", "Enter");
    await tester.waitFor("Passphrase of the key file");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("CANCELLING order");
    tester.type(codeIn(path.join(bela.context.customer.folder, "texts")));
    tester.press("Enter");
    await tester.waitFor("was cancelled at the bank");
    expect(town.bank.admin.orders().at(-1)?.status).toBe("cancelled");
    end();
    await anna.session({ send: false });
    expect((await mustGetOrder(anna.context, order.id)).bankAnswer?.text).toContain("BELA");
  });
});
