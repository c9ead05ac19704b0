import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBeSigned } from "../../../src/screens/review/chosen.ts";
import { initialReview, type ReviewAction, type ReviewModel, updateReview, whyNotSign } from "../../../src/screens/review/model.ts";
import type { ReviewGroup } from "../../../src/workflows/review-sheet.ts";

const kindsOfOrder = ["mine", "refused", "at bank", "refused at bank"] as const;

/** A sheet as the model sees it. @param orders of each group; with a refusal those that the operator may not sign */
function groups(...orders: readonly (readonly (typeof kindsOfOrder)[number][])[]): readonly ReviewGroup[] {
  return orders.map((own, g) => {
    const entries = own.map((kind, at) => ({ kind, id: `order ${g} ${at}` }));
    const subscriber = { id: "key" };
    const effects = new Map(entries.map(({ kind, id }) => [id, { refusal: kind === "mine" ? undefined : { code: "over-file-limit", message: "Too much." }, after: { complete: true, explanation: "" } }]));
    const atBank = (kind: string) => ({ kind: "at-bank", sheet: { own: [{ subscriber, refusal: kind === "at bank" ? undefined : "Too much." }] } });
    return {
      group: { key: `group ${g}`, context: { customer: { id: `customer ${g}`, profile: { shortName: `C${g}` } } }, connectionId: undefined, orderIds: [] },
      prepared: { choices: [{ subscriber, effects }], sheet: { orders: [] } }, unread: [], waitForOthers: 0,
      orders: entries.map(({ kind, id }) => ({ key: `group ${g} ${id}`, warnings: [], ...(kind.endsWith("at bank") ? atBank(kind) : { kind: "own", entry: { order: { id } } }) })),
    } as unknown as ReviewGroup;
  });
}

const ready = (all: readonly ReviewGroup[], height = 5): ReviewModel =>
  ([{ type: "size", width: 80, height }, { type: "read", groups: all }] as const satisfies readonly ReviewAction[]).reduce<ReviewModel>(updateReview, initialReview);

describe("the sheet of many", () => {
  it("End jumps over lines without having shown them; PgDn shows them all", () => {
    const sheet = ready(groups(new Array(30).fill("mine")));
    const atEnd = updateReview(sheet, { type: "move", by: 1000 });
    expect(whyNotSign(atEnd)).toMatch(/^\d+ lines have not been on the screen yet/);
    let paged = sheet;
    for (let page = 0; page < 7; page++) paged = updateReview(paged, { type: "move", by: 5 });
    expect(whyNotSign(paged)).toBeUndefined();
  });

  it("what is left out need not have been seen; with all left out there is nothing to sign", () => {
    const sheet = ready(groups(new Array(9).fill("mine")));
    expect(whyNotSign(sheet)).toContain("not been on the screen");
    const keys = sheet.groups[0]!.orders.map((order) => order.key);
    const some = updateReview(sheet, { type: "leave-out", keys: keys.slice(4), out: true });
    expect(whyNotSign(some)).toBeUndefined();
    expect(toBeSigned(some)[0]?.orders.map((order) => order.key)).toEqual(keys.slice(0, 4));
    expect(whyNotSign(updateReview(some, { type: "leave-out", keys, out: true }))).toBe("All orders that you could sign are left out.");
    expect(whyNotSign(updateReview(some, { type: "leave-out", keys, out: false }))).toContain("not been on the screen");
  });

  it("has a sentence for every phase; without a result it is as it was", () => {
    expect(whyNotSign(initialReview)).toBe("The orders are being read.");
    expect(whyNotSign(ready(groups(["refused"])))).toBe("None of these orders can be signed by you: each says why.");
    const signing = updateReview(ready(groups(["mine"])), { type: "signing", total: 1, stop: () => undefined });
    expect(whyNotSign(signing)).toBe("They are being signed.");
    expect(whyNotSign(updateReview(signing, { type: "signed" }))).toBeUndefined();
    const told = updateReview(signing, { type: "results", results: new Map([["group 0 order 0 0", { kind: "failed", reason: "No." }]]) });
    expect(whyNotSign(updateReview(told, { type: "signed" }))).toContain("r reads anew");
  });

  it("whatever is pressed: when it can be signed, each line of each order that is signed has been on the screen", () => {
    const press: fc.Arbitrary<ReviewAction> = fc.oneof(
      fc.integer({ min: -40, max: 40 }).map((by): ReviewAction => ({ type: "move", by })),
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 7 }), fc.boolean()).map(([g, at, out]): ReviewAction => ({ type: "leave-out", keys: [`group ${g} order ${g} ${at}`], out })),
      fc.integer({ min: 2, max: 12 }).map((height): ReviewAction => ({ type: "size", width: 80, height })),
    );
    const kinds = fc.array(fc.constantFrom(...kindsOfOrder), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(kinds, kinds, kinds, fc.array(press, { maxLength: 40 }), (a, b, c, presses) => {
      const shown = new Set<string>();
      const look = (model: ReviewModel): ReviewModel => {
        for (const row of model.rows.slice(model.top, model.top + model.height)) shown.add(row.id);
        return model;
      };
      const model = presses.reduce((before, action) => look(updateReview(before, action)), look(ready(groups(a, b, c))));
      if (whyNotSign(model) !== undefined) return;
      for (const { orders } of toBeSigned(model)) for (const order of orders) expect(shown.has(order.key)).toBe(true);
    }));
  });
});
