import { expect, it } from "vitest";
import { chooseRow } from "../../../src/screens/dialogs/choose-dialog.tsx";
import { openShell } from "../shell/support.tsx";
import { first, second } from "../shell/fixture.tsx";

it("begins at the row that is chosen already, and says in full what is cut in it", async () => {
  const reason = "not here: the kernel of this machine has no PPP, which its administrator can add";
  const rows = [{ id: "modem", why: "" }, { id: "ppp", why: reason }];
  const { shell, tester, end } = await openShell({ session: { log: [] }, screens: [first, second], begin: (opened) => opened.push("first"), columns: 60, rows: 20 });
  const chosen = chooseRow(shell, {
    title: "By which road?", rows, keyOf: ({ id }) => id, textOf: ({ id }) => id, first: "ppp", empty: "", choose: "this one",
    columns: [{ title: "road", width: 10, cell: ({ id }) => id }, { title: "", width: { min: 10, grow: 1 }, cell: ({ why }) => why, whole: true }],
  });
  await tester.waitFor(/administrator[\s┃]+can[\s┃]+add/);
  tester.press("Enter");
  expect((await chosen)?.id).toBe("ppp");
  end();
});
