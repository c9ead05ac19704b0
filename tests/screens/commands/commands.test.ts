import { describe, expect, test, vi } from "vitest";
import type { Command } from "../../../src/screens/commands/command.ts";
import { canonicalKey, isTypableEverywhere, keyLabel } from "../../../src/screens/commands/key-name.ts";
import { commandForKey, commandForLine, liveCommands } from "../../../src/screens/commands/live.ts";
import { commandReference } from "../../../src/screens/commands/reference.ts";
import { shellCommands } from "../../../src/screens/shell/shell-commands.tsx";
import { completions } from "../../../src/screens/widgets/command-line.tsx";

describe("names of keys", () => {
  test.each([
    ["Ctrl-K", "ctrl+k", "^K"], ["^K", "ctrl+k", "^K"], ["ctrl+K", "ctrl+k", "^K"], ["C-k", "ctrl+k", "^K"], ["Shift-Tab", "shift+tab", "Shift-Tab"],
    ["F2", "f2", "F2"], ["a", "a", "a"], ["A", "A", "A"], ["Esc", "esc", "Esc"], ["Space", "space", "Space"], ["PgDn", "pagedown", "PgDn"], ["Del", "delete", "Del"],
    ["Alt-x", "alt+x", "Alt-x"], ["Shift+Ctrl+F5", "ctrl+shift+f5", "Ctrl-Shift-F5"], ["+", "+", "+"], ["-", "-", "-"], ["Alt-+", "alt++", "Alt-+"], ["s", "s", "s"], ["S-Up", "shift+up", "Shift-↑"], ["ő", "ő", "ő"],
  ])("%s is %s, shown as %s", (written, canonical, label) => {
    expect(canonicalKey(written)).toBe(canonical);
    expect(keyLabel(canonical)).toBe(label);
  });

  test("characters behind AltGr on a German or Hungarian layout are not typable everywhere", () => {
    for (const key of ["[", "]", "{", "}", "\\", "|", "@", "~", "#", "&", "<", ">", "$", "^", "`"]) expect(isTypableEverywhere(key), key).toBe(false);
    for (const key of ["a", "Z", "7", "?", ":", "/", "f2", "ctrl+k", "shift+tab", "space"]) expect(isTypableEverywhere(key), key).toBe(true);
  });
});

interface Context {
  readonly line: boolean;
}
const sent = vi.fn();
const commands: readonly Command<Context>[] = [
  { id: "order.sign", title: "sign", keys: ["s", "F4"], run: () => undefined },
  { id: "order.send", title: "send", keys: ["x"], argument: "<order>", disabledReason: ({ line }) => (line ? undefined : "The line is down."), run: (_context, argument) => sent(argument) },
  { id: "order.secret", title: "secret", keys: ["q"], when: ({ line }) => !line, run: () => undefined },
];

describe("live commands", () => {
  const live = liveCommands(commands, { line: true });

  test("leave out what makes no sense, and say why something is off", () => {
    expect(live.map((command) => command.id)).toEqual(["order.sign", "order.send"]);
    expect(liveCommands(commands, { line: false }).map((command) => command.disabledReason)).toEqual([undefined, "The line is down.", undefined]);
  });

  test("are found by each of their keys, also by remapped ones only", () => {
    expect(commandForKey(live, "f4")?.id).toBe("order.sign");
    const remapped = liveCommands(commands, { line: true }, { "order.sign": ["Ctrl-G"], "order.send": [] });
    expect(commandForKey(remapped, "ctrl+g")?.id).toBe("order.sign");
    expect(commandForKey(remapped, "s")).toBeUndefined();
    expect(commandForKey(remapped, "x")).toBeUndefined();
  });

  test.each([
    ["order.sign", "order.sign", undefined], ["sign", "order.sign", undefined], ["  SIGN ", "order.sign", undefined], ["send 0047 now", "order.send", "0047 now"],
    ["order.send 0047", "order.send", "0047"], ["sen 12", "order.send", "12"], ["s", undefined, undefined], ["", undefined, undefined], ["signx", undefined, undefined],
  ])("the line %j means %s with %s", (line, id, argument) => {
    const found = commandForLine(live, line);
    expect([found?.command.id, found?.argument]).toEqual([id, argument]);
  });

  test("an argument reaches the command", async () => {
    await commandForLine(live, "send 0047")?.command.run("0047");
    expect(sent).toHaveBeenCalledWith("0047");
  });

  test("are completed on the line", () => {
    expect(completions(live, "s")).toEqual(["send", "sign"]);
    expect(completions(live, "order.si")).toEqual(["order.sign"]);
  });
});

test("the reference is a table of everything, sorted by id, with text that cannot break it", () => {
  expect(commandReference([...commands, { id: "a.pipe", title: "x | y", keys: [], description: "one\ntwo" }])).toBe(
    ["| command | keys | what it does |", "|---|---|---|", "| `a.pipe` | - | x \\| y: one two |", "| `order.secret` | q | secret |", "| `order.send` `<order>` | x | send |", "| `order.sign` | s, F4 | sign |", ""].join("\n"),
  );
});

test("each command of the shell has a key that every layout can type", () => {
  const shell = shellCommands(() => { throw new Error("not asked"); }, () => undefined);
  for (const command of shell) expect(command.keys.some((key) => isTypableEverywhere(canonicalKey(key))), command.id).toBe(true);
});
