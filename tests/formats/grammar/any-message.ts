import fc from "fast-check";
import type { MessageGrammar, TextRule } from "../../../src/formats/grammar/grammar.ts";
import type { Dice } from "../../fuzz/support/dice.ts";

/** An element, to be changed and written. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string | undefined;
}

/** Any message that a grammar allows, by the dice: what is optional is there or not, lists have some. */
export class AnyMessage {
  readonly #grammar: MessageGrammar;
  readonly #dice: Dice;

  constructor(grammar: MessageGrammar, dice: Dice) {
    this.#grammar = grammar;
    this.#dice = dice;
  }

  document(): Element {
    return this.#element(this.#grammar.root, this.#grammar.type, 0);
  }

  #element(name: string, type: string, depth: number): Element {
    const element: Element = { name, attributes: {}, children: [], text: undefined };
    const line = this.#grammar.types[type];
    if (line === undefined) element.text = this.text(type);
    else if (line.startsWith("=")) {
      const [text = "", ...attributes] = line.split(" ");
      element.text = this.text(text.slice(1));
      for (const word of attributes) {
        const [, attribute = "", of = ""] = /^@(\w+):([\w.]+)/.exec(word) ?? [];
        element.attributes[attribute] = this.text(of);
      }
    } else if (line !== "") {
      const all = line.split(/ \| | /);
      const words = line.includes(" | ") ? [this.#dice.pick(all)] : all;
      for (const word of words) this.#some(element, word, depth);
    }
    return element;
  }

  #some(parent: Element, word: string, depth: number): void {
    const [, name = "", type, optional, min, max] = /^([\w*]+)(?::([\w.:-]+?))?(\?)?(?:\{(\d+),(\d*)\})?$/.exec(word) ?? [];
    const least = optional !== undefined ? 0 : min === undefined ? 1 : Number(min);
    const most = max === undefined ? 1 : max === "" ? 3 : Number(max);
    // Deeper, less of what may be left out: else a message would be endless.
    const times = this.#dice.oneIn(depth < 4 ? 2 : 4) ? Math.min(most, least + 1 + this.#dice.below(2)) : least;
    for (let i = 0; i < times; i++) {
      parent.children.push(name === "*" ? { name: "Anything", attributes: {}, children: [], text: "x" } : this.#element(name, type ?? "", depth + 1));
    }
  }

  /** A text that the rule allows. */
  text(name: string): string {
    return textOf(this.#grammar.texts[name] ?? { kind: "string" }, this.#dice);
  }
}

const usual = ["EUR", "HU", "HU42117730161111101800000000", "OTPVHUHB", "OTPVHUHBXXX", "12", "1", "AB12", "+36-1234", "ABCDEFGHIJKLMNOPQR12", "12345678-0000-4000-8000-000000000001", "abc", "Some text", "DE98ZZZ09999999999"];

function textOf(rule: TextRule, dice: Dice): string {
  switch (rule.kind) {
    case "boolean": return dice.pick(["true", "false"]);
    case "date": return "2026-11-23";
    case "dateTime": return "2026-11-23T08:00:00";
    case "gYear": return "2026";
    case "base64Binary": return "QUJD";
    case "decimal": return dice.pick(rule.fractionDigits === 0 ? ["1", "12"] : ["1", "12.5", "1234.50"]);
    case "string": {
      if (rule.values !== undefined) return dice.pick(rule.values);
      const { min = 1, max = 40, patterns = [] } = rule;
      const forms = patterns.map((pattern) => new RegExp(`^(?:${pattern})$`, pattern.includes("]--") ? "v" : "u"));
      const fits = (text: string): boolean => text.length >= min && text.length <= max && forms.every((form) => form.test(text));
      const [form] = forms;
      const known = usual.filter(fits);
      if (known.length > 0) return dice.pick(known);
      if (form === undefined) return "x".repeat(Math.max(1, min));
      return fc.sample(fc.stringMatching(form).filter(fits), { numRuns: 1, seed: dice.below(1_000_000) })[0] ?? "";
    }
  }
}

export function xmlOf(root: Element, namespace: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, ` xmlns="${namespace}"`)}`;
}

function write({ name, attributes, children, text }: Element, more = ""): string {
  const escaped = (value: string): string => value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`).join("");
  return `<${name}${more}${given}>${text === undefined ? "" : escaped(text)}${children.map((child) => write(child)).join("\n")}</${name}>`;
}

/** Every element with its parent, outermost first. */
export function* walk(element: Element, parent?: Element): Generator<{ readonly element: Element; readonly parent: Element | undefined }> {
  yield { element, parent };
  for (const child of element.children) yield* walk(child, element);
}
