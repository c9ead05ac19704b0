import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import { parseIsoDate } from "../../domain/iso-date.ts";
import { type DateRange, hacReasonSentence, type HkdData, orderNameText, parseOrderName } from "../../ebics/index.ts";
import { askBankData, askProtocol, askProtocolText, fetchByName } from "../../workflows/communication/ask-bank-data.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { type MenuOrder, orderMenu, readGrants } from "../../workflows/grants.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import { levelText, parameterRows, userStatusText } from "../../workflows/told-bank-data.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { type CommandIo, table, toJson } from "../io.ts";
import type { JsonOption } from "./noun.ts";

/** A range of days as options. */
export interface RangeOptions extends JsonOption {
  readonly from?: string;
  readonly to?: string;
}

/** Verbs that ask the bank about itself and its customer. @param named finds the connection that was typed */
export function bankDataVerbs(noun: Command, io: CommandIo, named: (context: WorkflowContext, title: string) => Promise<Connection>): void {
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");
  /** Runs on the connection named first. */
  const on = async (title: string, options: object, work: (context: WorkflowContext, connection: Connection) => Promise<void>): Promise<void> => {
    await withCustomer(io, options, async (context) => work(context, await named(context, title)));
  };
  const range = (command: Command): Command => command.option("--from <YYYY-MM-DD>", "first day; with --to").option("--to <YYYY-MM-DD>", "last day");

  verb("orders <connection>", "the bank's menu: what it grants, and what each user may do with it").action(async (title: string, options: JsonOption) => {
    await on(title, options, async (context, connection) => {
      const menu = orderMenu(await readGrants(context.store, connection.id), context.tools.banks.orders.values());
      if (options.json === true) io.out(toJson(menu));
      else if (menu.length === 0) io.out(`What ${connection.title} grants was not fetched yet: kontor connection user-data "${connection.title}"\n`);
      else io.out(table(["", "order", "called", "signatures", "who may"], menu.map(menuRow)));
    });
  });

  verb("parameters <connection>", "what the bank says of its host (HPD)").action(async (title: string, options: JsonOption) => {
    await on(title, options, async (context, connection) => {
      const data = await askBankData(context, connection.id, "HPD");
      io.out(data === undefined ? "The bank says nothing of itself.\n" : options.json === true ? toJson(data) : table(["", ""], parameterRows(data)));
    });
  });

  verb("user-data <connection>", "what the bank grants the own user (HTD); kept for the menu of orders").action(async (title: string, options: JsonOption) => {
    await on(title, options, async (context, connection) => {
      const data = await askBankData(context, connection.id, "HTD");
      tellCustomer(io, data && { partner: data.partner, users: [data.user] }, options.json === true);
    });
  });

  verb("customer-data <connection>", "what the bank grants the customer and all its users (HKD)").action(async (title: string, options: JsonOption) => {
    await on(title, options, async (context, connection) => tellCustomer(io, await askBankData(context, connection.id, "HKD"), options.json === true));
  });

  verb("available <connection>", "what there is to fetch (HAA)").action(async (title: string, options: JsonOption) => {
    await on(title, options, async (context, connection) => {
      const orders = (await askBankData(context, connection.id, "HAA")) ?? [];
      const known = orderMenu(await readGrants(context.store, connection.id), context.tools.banks.orders.values());
      if (options.json === true) io.out(toJson(orders));
      else if (orders.length === 0) io.out("There is nothing to fetch.\n");
      else io.out(table(["order", "called"], orders.map((name) => [known.find((one) => orderNameText(one.name) === orderNameText(name))?.title ?? "", orderNameText(name)])));
    });
  });

  range(verb("protocol <connection>", "the customer protocol: what became of everything (HAC)")).option("--text", "as the bank writes it for people (PTK)").action(async (title: string, options: RangeOptions & { readonly text?: boolean }) => {
    await on(title, options, async (context, connection) => {
      if (options.text === true) {
        const lines = await askProtocolText(context, connection.id, rangeOf(options));
        io.out(options.json === true ? toJson(lines) : lines.length === 0 ? "The protocol is empty.\n" : `${lines.join("\n")}\n`);
        return;
      }
      const events = await askProtocol(context, connection.id, rangeOf(options));
      const rows = events.map((one) => [one.timestamp.slice(0, 19), one.orderId ?? "", one.adminOrderType ?? "", one.userId ?? "", one.action, one.reasonCode ?? "", hacReasonSentence(one.reasonCode ?? "") ?? one.text[0] ?? ""]);
      io.out(options.json === true ? toJson(events) : events.length === 0 ? "Nothing new in the protocol.\n" : table(["when", "order id", "order", "user", "what", "code", "meaning"], rows));
    });
  });

  range(verb("fetch <connection> <order>", "fetch anything by its name: EOP/DE/-/camt.053/ZIP, STA, \"FDL pain.002.001.03.ack FR\"")).action(async (title: string, order: string, options: RangeOptions) => {
    await on(title, options, async (context, connection) => {
      const name = orderNamed(order, "fetch");
      const taken = await fetchByName(context, connection.id, name, { title: order, dateRange: rangeOf(options) });
      if (options.json === true) io.out(toJson(taken ?? null));
      else if (taken === undefined) io.out("The bank has nothing of it.\n");
      else io.out(table(["file", "bytes", "read as"], taken.files.map((one) => [one.name, String(one.sizeBytes), one.readAs ?? "kept as it came"])));
    });
  });
}

/** @throws AppError input/`bad-order-name` */
export function orderNamed(text: string, direction: "send" | "fetch") {
  const name = parseOrderName(text, direction);
  if (name !== undefined) return name;
  throw new AppError("input", "bad-order-name", `"${text}" names no order.`, {
    meaning: "Nothing was sent.", next: `Write a service as SCT/DE/-/pain.001@09/ZIP, an order type as CCT, or a file format as "${direction === "send" ? "FUL" : "FDL"} NAME COUNTRY".`,
  });
}

function tellCustomer(io: CommandIo, data: HkdData | undefined, json: boolean): void {
  if (json || data === undefined) {
    io.out(json ? toJson(data ?? null) : "The bank says nothing of its customer.\n");
    return;
  }
  const { partner, users } = data;
  const address = [partner.name, partner.street, [partner.postCode, partner.city].filter((part) => part !== undefined).join(" "), partner.country].filter((part) => part !== undefined && part !== "");
  io.out(`${address.join(", ")}\n\n`);
  io.out(`${table(["account", "currency", "bank", "holder"], partner.accounts.map((one) => [one.iban ?? one.nationalNumber ?? "", one.currency, one.bic ?? one.nationalBankCode ?? "", one.holder ?? ""]))}\n`);
  for (const user of users) {
    io.out(`user ${user.userId}${user.name === undefined ? "" : `, ${user.name}`}: ${userStatusText(user.status)}\n`);
    io.out(`${table(["order", "may", "up to"], user.permissions.map((one) => [orderNameText(one), levelText(one.authorisationLevel), one.maxAmount === undefined ? "" : `${one.maxAmount.value} ${one.maxAmount.currency}`]))}\n`);
  }
}

function menuRow(order: MenuOrder): string[] {
  const users = order.users.map(({ userId, level, maxAmount }) => `${userId}${level === undefined ? "" : ` (${level})`}${maxAmount === undefined ? "" : ` up to ${maxAmount.value} ${maxAmount.currency}`}`);
  return [order.direction === "administrative" ? "" : order.direction, order.title, orderNameText(order.name), order.signaturesRequired === 0 ? "" : String(order.signaturesRequired), users.join(", ") || "nobody here"];
}

/** @throws AppError input/`bad-date` */
export function rangeOf({ from, to }: RangeOptions): DateRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  const [start, end] = [parseIsoDate(from ?? ""), parseIsoDate(to ?? "")];
  if (start === undefined || end === undefined || start > end) {
    throw new AppError("input", "bad-date", "Give both days, the first before the last.", { meaning: "Nothing was asked for.", next: "--from 2026-11-01 --to 2026-11-23" });
  }
  return { start, end };
}
