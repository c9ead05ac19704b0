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

it("what is said of a field is never cut: a long hint, and a long reason why it is wrong", async () => {
  const hint = "typed before a large amount is signed, so that nobody who looks at the wrong customer can sign there by mistake";
  const reason = "That is not a code: it has three to twelve letters, digits or hyphens, none of them at its beginning or end.";
  const long: Screen<Session, Routes> = defineScreen<Session, Routes, "form", undefined, never>({
    id: "form", title: () => "Form", initial: () => undefined, update: (model) => model, commands: [],
    Component: ({ size }) => (
      <Form fields={[{ kind: "text", name: "code", label: "code", hint, check: (text) => (text === "?" ? { problem: reason } : undefined) }, { kind: "text", name: "next", label: "next" }]}
        size={{ columns: size.columns, rows: 10 }} submit="take" onCancel={() => undefined} onError={() => undefined} onSubmit={() => undefined} />
    ),
  });
  const { tester, end } = await openShell<Session, Routes>({ session: { cancelled: 0 }, screens: [long], begin: (shell) => shell.push("form"), columns: 80 });
  const words = (screen: string): string => screen.replace(/\s+/g, " ");
  await tester.waitFor((screen) => words(screen).includes(hint));
  tester.type("?");
  tester.press("Tab");
  await tester.waitFor((screen) => words(screen).includes(reason));
  expect(tester.screen()).not.toContain("…");
  end();
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

it("says what it does while it does it, and no field is wrong meanwhile because its secret was taken", async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const secret: Screen<Session, Routes> = defineScreen<Session, Routes, "form", undefined, never>({
    id: "form", title: () => "Form", initial: () => undefined, update: (model) => model, commands: [],
    Component: ({ size, shell }) => (
      <Form fields={[{ kind: "secret", name: "passphrase", label: "passphrase", lengthMin: 10 }]} size={{ columns: size.columns, rows: 10 }} submit="log in"
        onCancel={() => undefined} onError={() => undefined} onSubmit={({ secrets }) => {
          secrets.passphrase?.wipe();
          return promise.then(() => {
            shell.notice("In.");
            return undefined;
          });
        }} />
    ),
  });
  const { tester, end } = await openShell<Session, Routes>({ session: { cancelled: 0 }, screens: [secret], begin: (shell) => shell.push("form") });
  await tester.waitFor("passphrase");
  tester.type("four or five words");
  tester.press("Enter");
  await tester.waitFor("log in …");
  expect(tester.screen()).not.toContain("At least 10");
  resolve(undefined);
  await tester.waitFor("In.");
  end();
});
