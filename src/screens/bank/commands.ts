import { currentRow } from "../lists/list-model.ts";
import type { CommandOf } from "../routes.ts";
import { type BankAction, type BankModel, sections } from "./model.ts";
import { askForSection, type BankContext, fetchOrder, listen, sendFile } from "./work.ts";

type BankCommand = CommandOf<"bank", BankModel, BankAction>;

const mayNot = (right: "fetch" | "prepare") => ({ params }: BankContext): string | undefined => (params.context.rights.includes(right) ? undefined : `You have no right to ${right} for this customer.`);

export const bankCommands: readonly BankCommand[] = [
  {
    id: "bank.ask", title: "ask the bank", keys: ["r"], description: "Asks for the part that is shown: HTD, HAA, PTK, HKD or HPD.",
    disabledReason: (screen) => mayNot("fetch")(screen) ?? (screen.model.asking ? "The bank is being asked." : undefined), run: askForSection,
  },
  {
    id: "bank.fetch", title: "fetch", keys: ["f"], description: "Fetches the order under the cursor, or any other by its name, also of days gone by.", disabledReason: mayNot("fetch"),
    run: (screen) => fetchOrder(screen, nameUnderCursor(screen, "fetch")),
  },
  {
    id: "bank.send", title: "send a file", keys: ["s"], description: "Takes any file in as an order under the name under the cursor, or any other.", disabledReason: mayNot("prepare"),
    run: (screen) => sendFile(screen, nameUnderCursor(screen, "send")),
  },
  { id: "bank.listen", title: "listen", keys: ["l"], description: "Is told by the bank what there is to fetch and fetches it at once, in the background (F8 shows and ends it).", disabledReason: mayNot("fetch"), run: listen },
  ...sections.map(({ id, title }, at): BankCommand => ({ id: `bank.${id}`, title, keys: [String(at + 1)], inFooter: false, run: ({ dispatch }) => dispatch({ type: "section", section: id }) })),
  {
    id: "bank.next", title: "next part", keys: ["tab"], inFooter: false,
    run: ({ dispatch, model }) => dispatch({ type: "section", section: sections[(sections.findIndex((one) => one.id === model.section) + 1) % sections.length]?.id ?? "orders" }),
  },
];

/** Enter: sends or fetches what stands under the cursor. */
export async function openUnderCursor(screen: BankContext): Promise<void> {
  const order = currentRow(screen.current())?.order;
  const refused = order === undefined ? undefined : mayNot(order.direction === "send" ? "prepare" : "fetch")(screen);
  if (refused !== undefined) return screen.shell.notice(refused, "warning");
  if (order?.direction === "send") await sendFile(screen, order.name);
  if (order?.direction === "fetch") await fetchOrder(screen, order.name);
}

function nameUnderCursor(screen: BankContext, direction: "send" | "fetch") {
  const order = currentRow(screen.current())?.order;
  return order?.direction === direction ? order.name : undefined;
}
