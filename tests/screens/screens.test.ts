import { describe, expect, it } from "vitest";
import { canonicalKey, isTypableEverywhere } from "../../src/screens/commands/key-name.ts";
import { screens } from "../../src/screens/all.ts";

describe("all screens", () => {
  it("stand sorted in the list, each once", () => {
    const ids = screens.map((screen) => screen.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("have commands with ids of their own", () => {
    const ids = screens.flatMap((screen) => screen.commands.map((command) => command.id));
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  // Two parts of the program once took the same key on one screen, and one of them could not be reached any more.
  it.each(screens.map((screen) => [screen.id, screen] as const))("%s: no two commands that are always there have the same key", (_id, screen) => {
    const keys = screen.commands.filter((command) => !("when" in command)).flatMap((command) => command.keys.map(canonicalKey));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it.each(screens.map((screen) => [screen.id, screen] as const))("%s: every command has a key that can be typed on all layouts, and Esc stays the way back", (_id, screen) => {
    for (const command of screen.commands) {
      const keys = command.keys.map(canonicalKey);
      expect(keys.some(isTypableEverywhere), command.id).toBe(true);
      expect(keys, command.id).not.toContain("esc");
      expect(keys, command.id).not.toContain("?");
    }
  });
});
