import { fetchOrderContents } from "../../workflows/eds/fetch.ts";
import { counted } from "../wording/amounts.ts";
import type { ReviewModel } from "./model.ts";
import { notSigned, readSheet, withoutContent } from "./read-sheet.ts";
import type { ReviewContext } from "./sign-all.ts";

export function contentsMissing(model: ReviewModel): number {
  return model.groups.reduce((sum, group) => sum + withoutContent(group).length, 0);
}

/** As a sentence; undefined where the operator may fetch for one of the customers at least. */
export function whyNotFetch(model: ReviewModel): string | undefined {
  const customers = model.groups.filter((group) => withoutContent(group).length > 0).map(({ group }) => group.context);
  return customers.some(({ rights }) => rights.includes("fetch")) ? undefined : `You have no right to fetch for ${[...new Set(customers.map(({ customer }) => customer.profile.shortName))].join(", ")}: somebody who has it fetches what stands in them.`;
}

/** Bank by bank, then the sheet is read anew: what came is on it. */
export async function fetchContents(screen: ReviewContext): Promise<void> {
  const { model, shell } = screen;
  const missing = model.groups.map((group) => ({ group, ids: withoutContent(group) })).filter(({ ids }) => ids.length > 0);
  await shell.startActivity({
    title: `Content of ${counted(contentsMissing(model), "order")} at the bank`,
    async run({ signal, progress }) {
      const problems: string[] = [];
      let fetched = 0;
      for (const [done, { group: { group }, ids }] of missing.entries()) {
        progress({ done, total: missing.length });
        const { context, connectionId } = group;
        if (connectionId === undefined) continue;
        if (!context.rights.includes("fetch")) problems.push(`You have no right to fetch for ${context.customer.profile.shortName}.`);
        else fetched += await fetchOrderContents(context, connectionId, ids.map(({ bankOrderId }) => bankOrderId), signal);
      }
      shell.notice([`${counted(fetched, "content")} fetched.`, ...problems].join(" "), problems.length === 0 && fetched > 0 ? "good" : "warning");
    },
  }).ended;
  const all = notSigned(screen.current());
  screen.dispatch({ type: "again" });
  await readSheet(screen, all);
}
