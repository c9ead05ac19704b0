import { AppError } from "../../domain/errors.ts";
import { parseIsoDate } from "../../domain/iso-date.ts";
import { type DateRange, type OrderName, orderNameText, parseOrderName } from "../../ebics/index.ts";
import { askBankData, askProtocolText, fetchByName } from "../../workflows/communication/ask-bank-data.ts";
import { type ListenEvent, listenToBank } from "../../workflows/communication/listen.ts";
import { orderMenu, readGrants } from "../../workflows/grants.ts";
import { sendFileAs } from "../../workflows/send-file-as.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { absolutePath } from "../import/typed-path.ts";
import type { ContextOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import type { BankAction, BankModel, SectionId } from "./model.ts";
import { availableRows, type BankRow, menuRows, parameterLines, rightRows, sentenceRow, textRows } from "./rows.ts";

export type BankContext = ContextOf<"bank", BankModel, BankAction>;

/** The menu stands in the store since the last fetch; everything else is asked for. */
export async function loadBank({ params, dispatch }: BankContext): Promise<void> {
  const { context, connectionId } = params;
  const connection = await context.store.connections.get(connectionId);
  if (connection === undefined) throw new AppError("workflow", "no-such-connection", "This connection is not there any more.");
  dispatch({ type: "opened", connection, orders: menuRows(await menuOf({ params })) });
}

/** Asks the bank for the part that is shown. */
export async function askForSection(screen: BankContext): Promise<void> {
  const { section } = screen.current();
  if (screen.current().asking) return;
  screen.dispatch({ type: "asking", asking: true });
  try {
    screen.dispatch({ type: "told", section, rows: await rowsOf(screen, section) });
  } finally {
    screen.dispatch({ type: "asking", asking: false });
  }
}

async function rowsOf(screen: BankContext, section: SectionId): Promise<readonly BankRow[]> {
  const { context, connectionId } = screen.params;
  switch (section) {
    case "orders":
      await askBankData(context, connectionId, "HTD", screen.signal);
      return menuRows(await menuOf(screen));
    case "available": {
      const orders = (await askBankData(context, connectionId, "HAA", screen.signal)) ?? [];
      return orders.length === 0 ? sentenceRow("There is nothing to fetch.") : availableRows(orders, await menuOf(screen));
    }
    case "protocol": {
      const lines = await askProtocolText(context, connectionId, undefined, screen.signal);
      return textRows(lines.length === 0 ? ["The protocol is empty."] : lines);
    }
    case "rights": {
      const data = await askBankData(context, connectionId, "HKD", screen.signal);
      return data === undefined ? sentenceRow("The bank says nothing of its customer.") : rightRows(data);
    }
    case "bank": {
      const data = await askBankData(context, connectionId, "HPD", screen.signal);
      return data === undefined ? sentenceRow("The bank says nothing of itself.") : parameterLines(data);
    }
  }
}

async function menuOf({ params: { context, connectionId } }: Pick<BankContext, "params">): ReturnType<typeof readMenu> {
  return readMenu(context, connectionId);
}
async function readMenu(context: BankContext["params"]["context"], connectionId: BankContext["params"]["connectionId"]) {
  return orderMenu(await readGrants(context.store, connectionId), context.tools.banks.orders.values());
}

const nameHint = (direction: "send" | "fetch"): string => (direction === "send" ? "SCT/DE/-/pain.001@09/ZIP, CCT, FUL name FR" : "EOP/DE/-/camt.053/ZIP, STA, FDL name FR");
const checkName = (direction: "send" | "fetch") => (text: string) => (parseOrderName(text, direction) === undefined ? { problem: `Write it as ${nameHint(direction)}.` } : undefined);
const checkDate = (text: string) => (text === "" || parseIsoDate(text) !== undefined ? undefined : { problem: "Write a day as 2026-11-23." });

/** Fetches an order of the menu, or any other by the name that is typed. */
export async function fetchOrder(screen: BankContext, name: OrderName | undefined): Promise<void> {
  const { context, connectionId } = screen.params;
  const wanted = await askForm<{ readonly name: OrderName; readonly dateRange: DateRange | undefined }>(screen.shell, {
    title: "Fetch", customer: customerOf(context), submit: "fetch", intro: ["Without days: what is new. With both: everything of these days, once more."],
    fields: [
      { kind: "text", name: "name", label: "order", value: name === undefined ? "" : orderNameText(name), required: true, hint: nameHint("fetch"), check: checkName("fetch") },
      { kind: "text", name: "from", label: "from", value: "", width: 10, check: checkDate },
      { kind: "text", name: "to", label: "to", value: "", width: 10, check: checkDate },
    ],
    async onSubmit({ texts }) {
      const read = parseOrderName(texts.name ?? "", "fetch");
      const [start, end] = [parseIsoDate(texts.from ?? ""), parseIsoDate(texts.to ?? "")];
      if (read === undefined) return { problems: { name: `Write it as ${nameHint("fetch")}.` } };
      if ((start === undefined) !== (end === undefined) || (start !== undefined && end !== undefined && start > end)) return { problems: { to: "Give both days, the first before the last, or none." } };
      return { done: { name: read, dateRange: start === undefined || end === undefined ? undefined : { start, end } } };
    },
  });
  if (wanted === undefined) return;
  screen.shell.startActivity({
    title: `Fetch · ${context.customer.profile.shortName} · ${orderNameText(wanted.name)}`,
    async run({ signal }) {
      const taken = await fetchByName(context, connectionId, wanted.name, { title: orderNameText(wanted.name), dateRange: wanted.dateRange, signal });
      if (taken === undefined) return screen.shell.notice("The bank has nothing of it.");
      await showFacts(screen.shell, { title: `Fetched: ${counted(taken.files.length, "file")}`, customer: customerOf(context), facts: taken.files.map((one) => [one.readAs === undefined ? "kept" : "read", `${one.name}, ${one.sizeBytes} bytes${one.readAs === undefined ? "" : `: ${one.readAs}`}`] as const) });
    },
  });
}

/** Takes any file in as an order under a name of the menu, or any other; it is then signed and sent as every order is. */
export async function sendFile(screen: BankContext, name: OrderName | undefined): Promise<void> {
  const { context, connectionId } = screen.params;
  const { files } = screen.session;
  const order = await askForm(screen.shell, {
    title: "Send a file as …", customer: customerOf(context), submit: "take in",
    intro: ["A payment file is read and checked as ever. Of a file in no known format only size and hash are known: it is signed by these, and by nobody with a limit."],
    fields: [
      { kind: "text", name: "name", label: "order", value: name === undefined ? "" : orderNameText(name), required: true, hint: nameHint("send"), check: checkName("send") },
      { kind: "text", name: "file", label: "file", value: "", required: true, hint: "its path; ~ is your home folder" },
      { kind: "select", name: "signatures", label: "signatures", value: "release", options: [{ value: "release", text: "release the order" }, { value: "transport", text: "for transport only" }] },
    ],
    async onSubmit({ texts }) {
      const read = parseOrderName(texts.name ?? "", "send");
      if (read === undefined) return { problems: { name: `Write it as ${nameHint("send")}.` } };
      const path = absolutePath(texts.file ?? "", files.homeFolder, files.homeFolder);
      const sendAs = { ...read, signatures: texts.signatures === "transport" ? ("transport" as const) : ("release" as const) };
      return { done: await sendFileAs(context, { source: { name: path, open: () => files.open(path) }, connectionId, sendAs }) };
    },
  });
  if (order !== undefined) screen.shell.push("order", { context, orderId: order.id });
}

/** Listens in the background until it is cancelled or the workstation is left. */
export function listen(screen: BankContext): void {
  const { context, connectionId } = screen.params;
  const title = `Listening · ${context.customer.profile.shortName} · ${screen.current().connection?.title ?? ""}`;
  if (screen.shell.activities.some((one) => one.title === title && one.state === "running")) {
    screen.shell.notice("The workstation listens to this bank already. F8 shows it.");
    return;
  }
  screen.shell.startActivity({
    title,
    run: ({ progress, signal }) =>
      listenToBank(context, {
        connectionId, signal,
        onEvent(event) {
          const text = eventText(event);
          progress({ done: 0, total: undefined, text });
          if (event.kind === "information" || event.kind === "available") screen.shell.notice(`${context.customer.profile.shortName}: ${text}`, event.kind === "available" ? "good" : "info");
        },
      }),
  });
}

function eventText(event: ListenEvent): string {
  switch (event.kind) {
    case "listening":
      return `waiting for the bank${event.notice === undefined ? "" : `. ${event.notice}`}`;
    case "information":
      return `the bank: ${event.text}`;
    case "available":
      return `the bank has ${event.orders.join(", ")}`;
    case "fetched":
      return event.text;
    case "lost":
      return `line lost, again in ${Math.ceil(event.againInMs / 1000)} s`;
  }
}
