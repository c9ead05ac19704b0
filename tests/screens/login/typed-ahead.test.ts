import { describe, expect, it } from "vitest";
import { outcomeOf, typeAhead } from "../../../src/screens/login/typed-ahead.ts";
import type { InputEvent } from "../../../src/screens/terminal/input-event.ts";

const key = (name: string): InputEvent => ({ kind: "key", name, text: "" });
const typed = (text: string): InputEvent[] => [...text].map((character): InputEvent => ({ kind: "key", name: character, text: character }));
const [enter, tab] = [key("enter"), key("tab")];

describe("what was typed before it is known who may come in", () => {
  it("nothing: an only operator's name stands there, and the passphrase is next", () => {
    expect(outcomeOf([], ["Réka"])).toEqual({ kind: "form", name: "Réka", field: "passphrase", keys: [] });
    expect(outcomeOf([], ["Réka", "Anna"])).toEqual({ kind: "form", name: "", field: "name", keys: [] });
    expect(outcomeOf([], [])).toEqual({ kind: "form", name: "", field: "name", keys: [] });
  });

  it("of an only operator it is the passphrase, unless the name comes first", () => {
    const passphrase = typed("seven quiet rivers");
    expect(outcomeOf([...passphrase, enter], ["Réka"])).toEqual({ kind: "form", name: "Réka", field: "passphrase", keys: [...passphrase, enter] });
    expect(outcomeOf([...typed("réka"), tab, ...passphrase], ["Réka"])).toEqual({ kind: "form", name: "Réka", field: "passphrase", keys: passphrase });
  });

  it("a name's beginning goes on in the field of the name", () => {
    expect(outcomeOf(typed("An"), ["Réka", "Anna"])).toEqual({ kind: "form", name: "An", field: "name", keys: [] });
    expect(outcomeOf(typed("ré"), ["Réka"])).toEqual({ kind: "form", name: "ré", field: "name", keys: [] });
  });

  it("anything else could be read in the field of the name: dropped", () => {
    expect(outcomeOf(typed("seven"), ["Réka", "Anna"])).toEqual({ kind: "dropped" });
    expect(outcomeOf([...typed("seven"), enter], ["Réka", "Anna"])).toEqual({ kind: "dropped" });
    expect(outcomeOf(typed("s"), [])).toEqual({ kind: "dropped" });
    expect(outcomeOf([{ kind: "paste", text: "seven" }], [])).toEqual({ kind: "dropped" });
  });

  it("Backspace takes back, Ctrl-U all", () => {
    expect(typeAhead(typed("ab"), key("backspace"))).toEqual(typed("a"));
    expect(typeAhead(typed("ab"), key("ctrl+u"))).toEqual([]);
  });
});
