import { expect, it } from "vitest";
import { defineScreen } from "../../../src/screens/shell/define-screen.ts";
import type { Screen } from "../../../src/screens/shell/screen.ts";
import { Form } from "../../../src/screens/widgets/form.tsx";
import { openShell } from "../shell/support.tsx";

interface Session { cancelled: number }
interface Routes { form: undefined }

const form: Screen<Session, Routes> = defineScreen<Session, Routes, "form", undefined, never>({
  id: "form",
  title: () => "Form",
  initial: () => undefined,
  update: (model) => model,
  commands: [],
  Component: ({ size, session, shell }) => (
    <Form fields={["name", "host", "partner"].map((name) => ({ kind: "text", name, label: name }))} size={{ columns: size.columns, rows: 10 }} submit="take"
      onCancel={() => shell.notice(`Cancelled ${++session.cancelled}.`)} onError={() => undefined} onSubmit={() => undefined} />
  ),
});

it("a form with more than one field typed is not thrown away by one Esc; the next key goes on, a second Esc loses it", async () => {
  const session: Session = { cancelled: 0 };
  const { tester, end } = await openShell<Session, Routes>({ session, screens: [form], begin: (shell) => shell.push("form") });
  await tester.waitFor("partner");
  tester.type("Bank");
  tester.press("Esc");
  await tester.waitFor("Cancelled 1.");
  tester.press("Tab");
  tester.type("HOST");
  await tester.waitFor("HOST");
  tester.press("Esc");
  await tester.waitFor("Esc again: what was typed here is lost.");
  tester.press("Tab");
  await tester.waitFor("Esc: cancel");
  expect(session.cancelled).toBe(1);
  tester.press("Esc");
  await tester.waitFor("Esc again");
  tester.press("Esc");
  await tester.waitFor("Cancelled 2.");
  end();
});
