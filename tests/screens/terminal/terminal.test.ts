import { PassThrough, Writable } from "node:stream";
import { Text } from "ink";
import { createElement } from "react";
import { expect, test } from "vitest";
import { colourLevelOf } from "../../../src/screens/terminal/colour-level.ts";
import { openTerminal, type TerminalInput } from "../../../src/screens/terminal/terminal.ts";

class Keyboard extends PassThrough implements TerminalInput {
  raw = false;
  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
}

class Screen extends Writable {
  columns = 40;
  rows = 10;
  text = "";
  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

test("takes the terminal and gives it back as it was, once", async () => {
  const input = new Keyboard();
  const output = new Screen();
  const terminal = openTerminal({ input, output, environment: {} });
  expect(input.raw).toBe(true);
  expect(output.text).toContain("\u001b[?1049h");
  await terminal.render(createElement(Text, null, "hello"));
  await turns();
  expect(output.text).toContain("hello");
  terminal.close();
  const end = output.text;
  for (const off of ["\u001b[?1049l", "\u001b[?2004l", "\u001b[?25h", "\u001b[?7h", "\u001b[r"]) expect(end).toContain(off);
  expect(input.raw).toBe(false);
  terminal.close();
  await turns();
  expect(output.text).toBe(end);
});

test("CI in the environment changes nothing", async () => {
  const before = process.env["CI"];
  process.env["CI"] = "true";
  try {
    const output = new Screen();
    const terminal = openTerminal({ input: new Keyboard(), output, environment: { CI: "true" } });
    await terminal.render(createElement(Text, null, "drawn at once"));
    await turns();
    expect(output.text).toContain("drawn at once");
    terminal.close();
  } finally {
    if (before === undefined) delete process.env["CI"];
    else process.env["CI"] = before;
  }
});

test("two terminals in one process have nothing in common but the process", async () => {
  const [first, second] = [{ input: new Keyboard(), output: new Screen() }, { input: new Keyboard(), output: new Screen() }];
  const a = openTerminal({ ...first, environment: { NO_COLOR: "1" } });
  const b = openTerminal({ ...second, environment: { TERM: "xterm-256color" } });
  const keys: string[] = [];
  a.onInput((event) => keys.push(`a ${event.kind}`));
  b.onInput((event) => keys.push(`b ${event.kind}`));
  await a.render(createElement(Text, null, "\u001b[31mfirst\u001b[0m"));
  await b.render(createElement(Text, null, "\u001b[31msecond\u001b[0m"));
  first.input.write("x");
  second.output.columns = 30;
  second.output.emit("resize");
  await turns();
  expect(keys).toEqual(["a key"]);
  expect([a.columns, b.columns]).toEqual([40, 30]);
  expect(first.output.text).toContain("first");
  expect(first.output.text).not.toContain(";31m");
  expect(second.output.text).toContain("\u001b[0;31msecond");
  a.close();
  second.output.text = "";
  b.redraw();
  await turns();
  expect(second.output.text).toContain("second");
  b.close();
});

test("suspended it writes no frame and hears no key; resumed it draws everything", async () => {
  const input = new Keyboard();
  const output = new Screen();
  const terminal = openTerminal({ input, output, environment: {} });
  const keys: string[] = [];
  terminal.onInput((event) => keys.push(event.kind));
  await terminal.render(createElement(Text, null, "one"));
  await turns();
  terminal.suspend();
  output.text = "";
  await terminal.render(createElement(Text, null, "two"));
  input.write("x");
  await turns();
  expect([output.text, keys.length, input.raw]).toEqual(["", 0, false]);
  terminal.resume();
  await turns();
  expect(output.text).toContain("two");
  expect(input.raw).toBe(true);
  terminal.close();
});

test("a hung-up line is told", async () => {
  const input = new Keyboard();
  const terminal = openTerminal({ input, output: new Screen(), environment: {} });
  let told = 0;
  terminal.onHangUp(() => told++);
  input.end();
  await turns();
  expect(told).toBe(1);
  terminal.close();
});

test.each([
  [{ TERM: "xterm-256color" }, 2], [{ TERM: "xterm", COLORTERM: "truecolor" }, 2], [{ TERM: "linux" }, 1], [{ TERM: "dumb" }, 0],
  [{ TERM: "xterm-256color", NO_COLOR: "1" }, 0], [{ TERM: "xterm-256color", NO_COLOR: "" }, 2], [{}, 1],
] as const)("%j has colour level %i", (environment, level) => {
  expect(colourLevelOf(environment)).toBe(level);
});
