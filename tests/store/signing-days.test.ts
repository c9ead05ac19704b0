import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConnectionId, IsoInstant, OrderId, SignerId, SubscriberId } from "../../src/domain/ids.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import { dataKey, eur, newStore, orderFields, temporaryFolder } from "./samples.ts";

const midnight = "2026-11-23T00:00:00Z" as IsoInstant;
const connectionId = "connection-1" as ConnectionId;
const orders = 4;
const sumOf = (n: number) => [{ minor: 10n ** BigInt(n), currency: eur }]; // a digit for each order, so a sum says which are in it

type Step =
  | { readonly kind: "sign" | "sign-and-take-back"; readonly at: 0 | 1; readonly order: number; readonly signer: string; readonly transportOnly: boolean; readonly day: 22 | 23 }
  | { readonly kind: "at-bank"; readonly at: 0 | 1; readonly order: number; readonly signer: string }
  | { readonly kind: "withdraw"; readonly at: 0 | 1; readonly order: number }
  | { readonly kind: "read"; readonly at: 0 | 1; readonly except: number | undefined };

const at = fc.constantFrom(0 as const, 1 as const);
const order = fc.integer({ min: 1, max: orders });
const signer = fc.constantFrom("anna", "bela", "cili");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("sign" as const, "sign" as const, "sign-and-take-back" as const), at, order, signer, transportOnly: fc.nat(9).map((n) => n === 0), day: fc.constantFrom(22 as const, 23 as const, 23 as const) }),
  fc.record({ kind: fc.constant("at-bank" as const), at, order, signer }),
  fc.record({ kind: fc.constant("withdraw" as const), at, order }),
  fc.record({ kind: fc.constant("read" as const), at, except: fc.option(order, { nil: undefined }) }),
);

const addSignature = (store: CustomerStore, { order: n, signer: who, transportOnly, day }: Extract<Step, { readonly day: number }>) => store.orders.addSignature({
  orderId: `order-${n}` as OrderId, signerId: who as SignerId, signerName: who, signatureClass: transportOnly ? "T" : "A", subscriberId: "s" as SubscriberId,
  mechanism: "A006", signature: new Uint8Array([n]), digest: "00", at: `2026-11-${day}T09:00:00Z` as IsoInstant, device: "key file",
});
const addAtBank = (store: CustomerStore, n: number, who: string) => store.eds.addSignature({
  connectionId, bankOrderId: `B${n}`, signerId: who as SignerId, at: "2026-11-23T09:00:00Z" as IsoInstant, mechanism: "A006", digest: "00", signature: new Uint8Array([n]), device: "key file", sums: sumOf(n),
});

/** What signatures there are, as somebody keeps account who does nothing else. */
class Account {
  readonly here: { order: number; signer: string; counts: boolean }[] = [];
  readonly atBank: { order: number; signer: string }[] = [];

  expected(except: number | undefined): Record<string, bigint> {
    const signers = new Map<string, Set<string>>();
    const add = (key: string, who: string): unknown => signers.set(key, (signers.get(key) ?? new Set()).add(who));
    for (const one of this.here) if (one.counts && one.order !== except) add(`${one.order} here`, one.signer);
    for (const one of this.atBank) add(`${one.order} at bank`, one.signer);
    const sums: Record<string, bigint> = {};
    for (const [key, who] of signers) {
      const together = [...who].sort().join("+");
      sums[together] = (sums[together] ?? 0n) + 10n ** BigInt(Number.parseInt(key, 10));
    }
    return sums;
  }
}

const readDay = async (store: CustomerStore, except?: number): Promise<Record<string, bigint>> => Object.fromEntries(
  (await store.signers.signedSince(midnight, except === undefined ? undefined : (`order-${except}` as OrderId))).map(({ signers, sums }) => [signers.toSorted().join("+"), sums[0]?.minor ?? 0n]),
);

describe("what was signed on a day", () => {
  it("is what stands in the file, whoever wrote it, whatever was read before, in a transaction and outside, after one that was taken back too", async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const { folder, remove } = temporaryFolder();
      const { store: first, path } = await newStore(folder);
      const second = await openCustomerStore({ path, dataKey });
      const stores = [first, second] as const;
      const account = new Account();
      try {
        for (let n = 1; n <= orders; n++) await first.orders.create(orderFields(n, { sums: sumOf(n) }), "Anna");
        for (const one of steps) {
          const store = stores[one.at];
          if (one.kind === "sign") {
            await store.transaction(async (inside) => {
              expect(await readDay(inside)).toEqual(account.expected(undefined));
              await addSignature(inside, one);
              account.here.push({ order: one.order, signer: one.signer, counts: !one.transportOnly && one.day === 23 });
              expect(await readDay(inside)).toEqual(account.expected(undefined));
            });
          } else if (one.kind === "sign-and-take-back") {
            await store.transaction(async (inside) => {
              await addSignature(inside, one);
              await readDay(inside);
              throw new Error("taken back");
            }).catch(() => undefined);
          } else if (one.kind === "at-bank") {
            await addAtBank(store, one.order, one.signer);
            account.atBank.push({ order: one.order, signer: one.signer });
          } else if (one.kind === "withdraw") {
            await store.orders.removeSignatures(`order-${one.order}` as OrderId);
            account.here.splice(0, Infinity, ...account.here.filter((kept) => kept.order !== one.order));
          } else if (one.kind === "read") {
            expect(await readDay(store, one.except)).toEqual(account.expected(one.except));
          }
        }
        for (const store of stores) expect(await readDay(store)).toEqual(account.expected(undefined));
      } finally {
        await first.close();
        await second.close();
        remove();
      }
    }), { numRuns: 40 });
  });

  it("one signature removed and another one added under its number is seen", async () => {
    const { folder, remove } = temporaryFolder();
    const { store } = await newStore(folder);
    try {
      for (const n of [1, 2]) await store.orders.create(orderFields(n, { sums: sumOf(n) }), "Anna");
      const anna = { kind: "sign", at: 0, signer: "anna", transportOnly: false, day: 23 } as const;
      await addSignature(store, { ...anna, order: 1 });
      expect(await readDay(store)).toEqual({ anna: 10n });
      await store.orders.removeSignatures("order-1" as OrderId);
      await addSignature(store, { ...anna, order: 2 });
      expect(await readDay(store)).toEqual({ anna: 100n });
    } finally {
      await store.close();
      remove();
    }
  });
});
