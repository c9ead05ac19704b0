import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../../src/domain/errors.ts";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { openDevice } from "../../src/workflows/devices.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { SigningDevice } from "../../src/workflows/ports/signing-device.ts";
import { prepareSigningSheet, type SigningResult, signOrders } from "../../src/workflows/sign-orders.ts";
import { mustGetOrder, type Office, openOffice, payment, pinText } from "../support/office.ts";

/** A device that may be asked ahead makes the next signature while the last one is stored; what is signed, refused and told is the same as one by one. */

let office: Office;
let context: WorkflowContext;
beforeEach(async () => {
  office = await openOffice();
  context = await office.open();
});
afterEach(() => office.close());

async function orders(...minors: bigint[]): Promise<readonly Order[]> {
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  return Promise.all(minors.map((minor, n) => enterPayment(context, { title: `Payment ${n}`, debtorAccountId: account.id, executionDate: "2026-11-24" as never, transactions: [payment(`E-${n}`, minor)] })));
}

interface How {
  readonly failAt?: number;
  readonly signal?: AbortSignal;
  onResult?(): void;
  /** The device's second signature waits for it. */
  readonly secondWaitsFor?: Promise<void>;
}

/** The office's key as a device of its own: how often it was asked, how far ahead, and where it fails. */
async function sign(made: readonly Order[], signsAhead: true | undefined, how: How = {}) {
  const sheet = await prepareSigningSheet(context, made.map(({ id }) => id));
  const subscriber = sheet.own[0]?.subscriber;
  if (subscriber === undefined) throw new Error("the office has a key");
  using pin = Secret.fromText(pinText);
  const key = await openDevice(context, subscriber.device, pin);
  const results: SigningResult[] = [];
  let [asked, mostAhead] = [0, 0];
  const device: SigningDevice = {
    ...key,
    signsAhead,
    async sign(mechanism, digest) {
      const turn = asked++;
      mostAhead = Math.max(mostAhead, asked - results.length);
      if (turn === 1) await how.secondWaitsFor;
      await new Promise((resolve) => setImmediate(resolve));
      if (turn === how.failAt) throw new AppError("signer", "removed", "The card was taken out.");
      return key.sign(mechanism, digest);
    },
  };
  const onResult = (result: SigningResult): void => {
    results.push(result);
    how.onResult?.();
  };
  try {
    expect(await signOrders(context, sheet, { subscriberId: subscriber.id, pin, device, onResult, signal: how.signal })).toEqual(results);
  } finally {
    await key.close();
  }
  return { told: results.map((one) => (one.kind === "signed" ? "signed" : one.code)), asked, mostAhead };
}
const states = (made: readonly Order[]) => Promise.all(made.map(async ({ id }) => (await mustGetOrder(context, id)).state));

describe.each([["one by one", undefined, 1], ["one ahead", true, 2]] as const)("%s", (_, signsAhead, most) => {
  it("every order is signed, and no more is asked for than that", async () => {
    const made = await orders(100n, 200n, 300n, 400n);
    expect(await sign(made, signsAhead)).toEqual({ told: ["signed", "signed", "signed", "signed"], asked: 4, mostAhead: most });
    expect(await states(made)).toEqual(["signed", "signed", "signed", "signed"]);
  });

  it("what only the orders before it forbid is refused: a day's limit that they used up", async () => {
    const [signer] = (await context.store.signers.policy()).signers;
    if (signer === undefined) throw new Error("the office has a signer");
    await context.store.signers.put({ ...signer, perDayLimits: [{ minor: 300n, currency: "EUR" as CurrencyCode }] });
    const made = await orders(200n, 200n, 100n);
    expect((await sign(made, signsAhead)).told).toEqual(["signed", "over-day-limit", "signed"]);
    expect(await states(made)).toEqual(["signed", "checked", "signed"]);
  });

  it("a device that fails: what was signed before stands, nothing after it", async () => {
    const made = await orders(100n, 200n, 300n, 400n);
    expect((await sign(made, signsAhead, { failAt: 2 })).told).toEqual(["signed", "signed", "device", "device"]);
    expect(await states(made)).toEqual(["signed", "signed", "checked", "checked"]);
  });

  it("a device that fails at the first: nothing is signed, and its error is told", async () => {
    const made = await orders(100n, 200n);
    await expect(sign(made, signsAhead, { failAt: 0 })).rejects.toMatchObject({ area: "signer", code: "removed" });
    expect(await states(made)).toEqual(["checked", "checked"]);
  });

  it("stopped: the signature that was made ahead is not used", async () => {
    const made = await orders(100n, 200n, 300n);
    const stop = new AbortController();
    expect((await sign(made, signsAhead, { signal: stop.signal, onResult: () => stop.abort() })).told).toEqual(["signed", "stopped", "stopped"]);
    expect(await states(made)).toEqual(["signed", "checked", "checked"]);
    expect(await context.store.orders.signatures(made[1]!.id)).toEqual([]);
  });

  it("a right that is taken away in the middle: what is stored by then stands, and nothing after it", async () => {
    const made = await orders(100n, 200n, 300n);
    const { promise, resolve } = Promise.withResolvers<void>();
    const takeAway = () => void context.store.profile.setRights(context.operator.id, context.operator.name, ["see"]).then(resolve);
    await expect(sign(made, signsAhead, { secondWaitsFor: promise, onResult: takeAway })).rejects.toMatchObject({ area: "rights" });
    expect(await states(made)).toEqual(["signed", "checked", "checked"]);
  });
});
