/** What the text of an element must be. Source: the message's schema. */
export interface TextRule {
  readonly kind: "string" | "decimal" | "boolean" | "date" | "dateTime" | "gYear" | "base64Binary";
  /** Characters, of a string. */
  readonly min?: number;
  readonly max?: number;
  /** All must fit the whole text; alternatives of one are joined by `|`. */
  readonly patterns?: readonly string[];
  readonly values?: readonly string[];
  readonly fractionDigits?: number;
  readonly totalDigits?: number;
  /** Decimals, inclusive. */
  readonly least?: string;
  readonly most?: string;
}

/**
 * A message's structure as data (`profiles/messages/`), derived from its schema. A type is a line of words: `Nm:Max140Text? Adr:Address{0,2}` is
 * a sequence, `Cd:Code | Prtry:Max35Text` a choice, `=Decimal @Ccy:Currency` a text with an attribute, `*` an element of any name. Behind a word
 * stands how often: nothing for once, `?` for at most once, `{1,}` for any number from one on.
 */
export interface MessageGrammar {
  /** `pain.001.001.09`. */
  readonly id: string;
  readonly namespace: string;
  /** Outermost element and its type. */
  readonly root: string;
  readonly type: string;
  readonly types: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, TextRule>>;
}

/** What may stand at one place of a sequence, or is one of a choice. */
export interface Particle {
  /** `*` for any. */
  readonly name: string;
  readonly type: ElementType;
  readonly min: number;
  readonly max: number;
}

/** A type, with its names resolved. */
export interface ElementType {
  readonly isChoice: boolean;
  particles: readonly Particle[];
  /** Set where the element has text, and no elements within. */
  text: TextCheck | undefined;
  attributes: ReadonlyMap<string, { readonly text: TextCheck; readonly required: boolean }>;
  /** Anything may stand within. */
  readonly isAny: boolean;
}

/** @returns what the text must be, as half a sentence; undefined where it is so */
export type TextCheck = (text: string) => string | undefined;

/** @param textCheck makes the check of a rule */
export function compileGrammar(grammar: MessageGrammar, textCheck: (rule: TextRule) => TextCheck): ElementType {
  const types = new Map<string, ElementType>();
  const texts = new Map(Object.entries(grammar.texts).map(([name, rule]) => [name, textCheck(rule)]));
  const textOf = (name: string): TextCheck => texts.get(name) ?? missing(name);
  const typeOf = (name: string): ElementType => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const line = grammar.types[name];
    const type: ElementType = { isChoice: line?.includes(" | ") ?? false, particles: [], text: line === undefined ? textOf(name) : undefined, attributes: none, isAny: false };
    types.set(name, type);
    const words = (line ?? "").split(/ \| | /).filter((word) => word !== "");
    if (words[0]?.startsWith("=") === true) {
      type.text = textOf(words[0].slice(1));
      type.attributes = new Map(words.slice(1).map((word) => {
        const [, attribute = "", of = "", optional] = /^@(\w+):([\w.]+)(\?)?$/.exec(word) ?? [];
        return [attribute, { text: textOf(of), required: optional === undefined }];
      }));
    } else type.particles = words.map((word) => particleOf(word, typeOf));
    return type;
  };
  return typeOf(grammar.type);
}

const none: ElementType["attributes"] = new Map();
const anything: ElementType = { isChoice: false, particles: [], text: undefined, attributes: none, isAny: true };

function particleOf(word: string, typeOf: (name: string) => ElementType): Particle {
  const [, name = "", type, optional, min, max] = /^([\w*]+)(?::([\w.:-]+?))?(\?)?(?:\{(\d+),(\d*)\})?$/.exec(word) ?? missing(word);
  return {
    name, type: name === "*" || type === undefined ? anything : typeOf(type),
    min: optional !== undefined ? 0 : min === undefined ? 1 : Number(min), max: max === undefined ? 1 : max === "" ? Number.POSITIVE_INFINITY : Number(max),
  };
}

function missing(name: string): never {
  throw new Error(`the grammar does not say what ${name} is`);
}
