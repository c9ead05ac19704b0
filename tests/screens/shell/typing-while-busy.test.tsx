import { type ReactNode, useEffect } from "react";
import { expect, it } from "vitest";
import { defineScreen } from "../../../src/screens/shell/define-screen.ts";
import type { Screen } from "../../../src/screens/shell/screen.ts";
import { Form } from "../../../src/screens/widgets/form.tsx";
import { openShell } from "./support.tsx";

interface Session { readonly taken: Readonly<Record<string, string>>[] }
interface Routes { form: undefined }

/** A machine under load: what React does after drawing takes long, so that one event's drawing is not done when the next one comes. */
function Slow(): ReactNode {
  useEffect(() => {
    const until = performance.now() + 7;
    while (performance.now() < until) continue;
  });
  return null;
}

const names = ["one", "two", "three"];
const form: Screen<Session, Routes> = defineScreen<Session, Routes, "form", number, number>({
  id: "form",
  title: () => "Form",
  initial: () => 0,
  update: (model) => model + 1,
  commands: [],
  Component: ({ size, session, dispatch, shell }) => (
    <>
      <Slow />
      <Form fields={names.map((name) => ({ kind: "text", name, label: name }))} size={{ columns: size.columns, rows: 8 }} submit="take" onCancel={() => undefined} onError={(error) => void shell.showError(error)}
        onTexts={() => dispatch(1)} onSubmit={({ texts }) => {
          session.taken.push(texts);
          shell.notice("Taken.");
        }} />
    </>
  ),
});

// Bug of 22 November: typed ahead on a busy machine, "SECOND" became "ECOND".
it("no character of what is typed ahead is lost or goes to another field, with several operators in one slow process", async () => {
  const values = ["1234567890", "SECOND", "DE89370400440532013000"];
  const desks = await Promise.all(Array.from({ length: 4 }, async () => {
    const session: Session = { taken: [] };
    return { session, ...(await openShell<Session, Routes>({ session, screens: [form], begin: (shell) => shell.push("form") })) };
  }));
  for (const { tester } of desks) await tester.waitFor("three");
  for (const { tester } of desks) {
    tester.type(values.join("\t"));
    tester.press("F2");
  }
  for (const { session, tester } of desks) {
    await tester.waitFor("Taken.");
    expect(session.taken).toEqual([{ one: values[0], two: values[1], three: values[2] }]);
  }
  for (const { end } of desks) end();
});
