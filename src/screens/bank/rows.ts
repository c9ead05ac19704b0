import { type HkdData, type HpdData, type OrderName, orderNameText } from "../../ebics/index.ts";
import type { MenuOrder } from "../../workflows/grants.ts";
import { levelText, parameterRows, userStatusText } from "../../workflows/told-bank-data.ts";

/** One line of any part of the screen; texts are raw, as the bank wrote them. */
export interface BankRow {
  readonly key: string;
  readonly cells: readonly string[];
  /** An order that can be sent or fetched. */
  readonly order?: Pick<MenuOrder, "name" | "direction" | "title"> | undefined;
}

export function menuRows(menu: readonly MenuOrder[]): readonly BankRow[] {
  const rank = { send: 0, fetch: 1, administrative: 2 } as const;
  return [...menu].sort((a, b) => rank[a.direction] - rank[b.direction]).map((order) => ({
    key: orderNameText(order.name), order,
    cells: [
      order.direction === "administrative" ? "" : order.direction, order.title, orderNameText(order.name), order.signaturesRequired === 0 ? "" : String(order.signaturesRequired),
      order.users.map(({ userId, level }) => (level === undefined ? userId : `${userId} (${level})`)).join(", ") || "nobody here",
    ],
  }));
}

/** @param menu tells the title of what it knows */
export function availableRows(orders: readonly OrderName[], menu: readonly MenuOrder[]): readonly BankRow[] {
  return orders.map((name) => {
    const text = orderNameText(name);
    const title = menu.find((one) => orderNameText(one.name) === text)?.title ?? "";
    return { key: text, order: { name, direction: "fetch", title: title === "" ? text : title }, cells: ["fetch", title, text, "", ""] };
  });
}

export function rightRows({ partner, users }: HkdData): readonly BankRow[] {
  return users.flatMap((user) => [
    { key: user.userId, cells: [user.userId, user.name ?? "", userStatusText(user.status), "", ""] },
    ...user.permissions.map((one, at) => ({
      key: `${user.userId} ${at}`,
      cells: ["", partner.orders.find((order) => orderNameText(order) === orderNameText(one))?.description ?? "", orderNameText(one), levelText(one.authorisationLevel), one.maxAmount === undefined ? "" : `${one.maxAmount.value} ${one.maxAmount.currency}`],
    })),
  ]);
}

export function parameterLines(data: HpdData): readonly BankRow[] {
  return parameterRows(data).map(([label = "", text = ""], at) => ({ key: String(at), cells: [label, text] }));
}

/** Instead of rows: in the second column, which has room. */
export function sentenceRow(sentence: string): readonly BankRow[] {
  return [{ key: "sentence", cells: ["", sentence] }];
}

export function textRows(lines: readonly string[]): readonly BankRow[] {
  return lines.map((line, at) => ({ key: String(at), cells: [line] }));
}
