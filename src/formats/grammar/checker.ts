import { TextDecoder } from "node:util";
import { type SaxesTagNS, SaxesParser } from "saxes";
import type { Finding } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { encodingOf } from "../xml/encoding.ts";
import { compileGrammar, type ElementType, type MessageGrammar, type Particle } from "./grammar.ts";
import { textCheckOf } from "./texts.ts";

/** So many findings are listed; a file with more is wrong as a whole. */
const findingsMax = 100;
/** The encoding is declared within. */
const headBytes = 512;
/** No message is half as deep; and the parser looks through all open elements at each one that begins. */
const depthMax = 64;
/** The parser keeps what it has begun, a text, a tag, a comment, until that ends. */
const unendedBytesMax = 8 * 1024 * 1024;
const xsi = "http://www.w3.org/2001/XMLSchema-instance";

/** An open element. */
interface Open {
  readonly name: string;
  readonly type: ElementType;
  /** Place in the sequence; the one that was chosen of a choice, -1 before. */
  index: number;
  /** How often that one stood there. */
  count: number;
  text: string;
}

/**
 * Holds a message against its grammar while it streams past: names, order, number, forms, lengths and codes, all that its schema says.
 * Memory is that of the open elements. It reads with saxes, another reader than the one whose values are shown and signed.
 */
export class MessageChecker {
  readonly #grammar: MessageGrammar;
  readonly #report: (finding: Finding) => void;
  readonly #document: ElementType;
  readonly #open: Open[] = [];
  readonly #parser: SaxesParser<{ xmlns: true }>;
  #decoder: TextDecoder | undefined;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  /** Since something last ended. */
  #unendedBytes = 0;
  #findings = 0;
  #stopped = false;

  constructor(grammar: MessageGrammar, report: (finding: Finding) => void) {
    this.#grammar = grammar;
    this.#report = report;
    this.#document = compileGrammar(grammar, textCheckOf);
    this.#parser = new SaxesParser({ xmlns: true });
    this.#parser.on("error", (error) => this.#stop(`It is not well-formed XML (${visibleLine(error.message, 120)}).`));
    this.#parser.on("doctype", () => this.#stop("A message has no DOCTYPE."));
    this.#parser.on("opentag", (tag) => this.#opened(tag));
    this.#parser.on("text", (text) => this.#text(text));
    this.#parser.on("cdata", (text) => this.#text(text));
    this.#parser.on("closetag", () => this.#closed());
  }

  push(block: Uint8Array): void {
    if (this.#stopped) return;
    if (this.#decoder !== undefined) {
      this.#write(block);
      return;
    }
    this.#head.push(Uint8Array.from(block)); // blocks may be used again by whoever gave them
    this.#headBytes += block.length;
    if (this.#headBytes >= headBytes) this.#begin();
  }

  end(): void {
    if (this.#decoder === undefined && !this.#stopped) this.#begin();
    if (this.#stopped) return;
    try {
      this.#parser.write(this.#decoder?.decode() ?? "").close();
    } catch (error) {
      this.#undecodable(error);
    }
  }

  #begin(): void {
    const head = Buffer.concat(this.#head);
    this.#head = [];
    this.#decoder = new TextDecoder(encodingOf(head.subarray(0, headBytes)) ?? "utf-8", { fatal: true });
    this.#write(head);
  }

  #write(block: Uint8Array): void {
    if (this.#stopped) return;
    this.#unendedBytes += block.length;
    try {
      this.#parser.write(this.#decoder?.decode(block, { stream: true }) ?? "");
    } catch (error) {
      this.#undecodable(error);
    }
    if (this.#unendedBytes > unendedBytesMax) this.#stop("A text, a tag or a comment is larger than any that a message has.");
  }

  #undecodable(error: unknown): void {
    if (!(error instanceof TypeError)) throw error;
    this.#stop("Its bytes are not letters of the encoding that it names.");
  }

  #opened(tag: SaxesTagNS): void {
    this.#unendedBytes = 0;
    if (this.#open.length === depthMax) this.#stop(`Elements stand more than ${depthMax} deep in each other.`);
    if (this.#stopped) return;
    const parent = this.#open.at(-1);
    const type = parent === undefined ? this.#root(tag) : parent.type.isAny ? parent.type : this.#child(parent, tag);
    this.#open.push({ name: tag.local, type, index: type.isChoice ? -1 : 0, count: 0, text: "" });
    if (!type.isAny) this.#attributes(tag, type);
  }

  #root(tag: SaxesTagNS): ElementType {
    const { root, namespace } = this.#grammar;
    if (tag.local === root && tag.uri === namespace) return this.#document;
    this.#stop(`It must begin with ${root} of the namespace ${namespace}.`);
    return this.#document;
  }

  /** Finds the element's place among those of its parent. */
  #child(parent: Open, tag: SaxesTagNS): ElementType {
    const { type } = parent;
    const { particles } = type;
    const name = tag.uri === this.#grammar.namespace ? tag.local : undefined;
    if (type.text !== undefined) return this.#unknown(parent, tag, "no element may stand within it");
    if (type.isChoice) {
      const chosen = particles[parent.index];
      if (chosen === undefined) {
        parent.index = placeOf(particles, name, 0);
        parent.count = 1;
        return particles[parent.index]?.type ?? this.#unknown(parent, tag, `there must be one of ${namesOf(particles)}`);
      }
      if (!fits(chosen, name)) return this.#unknown(parent, tag, `there is ${chosen.name} already, and only one of them may be there`);
      if (++parent.count > chosen.max) return this.#unknown(parent, tag, times(chosen));
      return chosen.type;
    }
    for (let index = parent.index; index < particles.length; index++) {
      const particle = particles[index];
      if (particle === undefined) break;
      const stood = index === parent.index ? parent.count : 0;
      if (fits(particle, name)) {
        if (stood >= particle.max) {
          if (placeOf(particles, name, index + 1) >= 0) continue;
          return this.#unknown(parent, tag, times(particle));
        }
        parent.index = index;
        parent.count = stood + 1;
        return particle.type;
      }
      if (stood < particle.min) return this.#unknown(parent, tag, `${particle.name} must stand before it`);
    }
    return this.#unknown(parent, tag, placeOf(particles, name, 0) >= 0 ? "it stands too late" : "the message has no such element there");
  }

  #attributes(tag: SaxesTagNS, { attributes }: ElementType): void {
    for (const name in tag.attributes) {
      const attribute = tag.attributes[name];
      if (attribute === undefined || attribute.prefix === "xmlns" || attribute.name === "xmlns") continue;
      if (attribute.uri === xsi && (attribute.local === "schemaLocation" || attribute.local === "noNamespaceSchemaLocation")) continue;
      const known = attribute.uri === "" ? attributes.get(attribute.local) : undefined;
      const problem = known === undefined ? "must not be there" : known.text(attribute.value);
      if (problem !== undefined) this.#wrong(`${visibleLine(attribute.name, 40)} of ${tag.local} ${known === undefined ? problem : `must ${problem}`}.`);
    }
    if (attributes.size === 0) return; // most elements
    for (const [name, { required }] of attributes) if (required && tag.attributes[name] === undefined) this.#wrong(`${tag.local} needs ${name}.`);
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    if (open === undefined || this.#stopped || open.type.isAny) return;
    if (open.type.text !== undefined) open.text += text;
    else if (!isBlank(text)) this.#wrong(`${open.name} holds elements, and no text of its own.`);
  }

  #closed(): void {
    this.#unendedBytes = 0;
    const open = this.#open.at(-1);
    if (open === undefined || this.#stopped) return;
    const { type, name, text, index, count } = open;
    if (type.text !== undefined) {
      const problem = type.text(text);
      if (problem !== undefined) this.#wrong(`${name} must ${problem}; it is "${visibleLine(text, 60)}".`);
    } else if (type.isChoice) {
      const chosen = type.particles[index];
      if (chosen === undefined && type.particles.every(({ min }) => min > 0)) this.#wrong(`${name} is empty: it needs one of ${namesOf(type.particles)}.`);
      else if (chosen !== undefined && count < chosen.min) this.#wrong(`${name} needs ${chosen.name} ${chosen.min} times.`);
    } else {
      const missing = firstMissing(type.particles, index, count);
      if (missing !== undefined) this.#wrong(`${name} needs ${missing.name}, which is missing.`);
    }
    this.#open.pop();
  }

  /** @returns a type in which nothing is looked at, so that one fault is told once */
  #unknown(parent: Open, tag: SaxesTagNS, why: string): ElementType {
    this.#wrong(`${visibleLine(tag.name, 40)} must not stand in ${parent.name} here: ${why}.`);
    return unlooked;
  }

  #stop(why: string): void {
    if (this.#stopped) return;
    this.#wrong(why);
    this.#stopped = true;
  }

  #wrong(what: string): void {
    if (++this.#findings > findingsMax) return;
    const field = this.#open.slice(2).map(({ name }) => name).join("/").slice(-200);
    this.#report({
      severity: "error", code: "not-by-schema", line: this.#parser.line, column: this.#parser.column + 1, ...(field === "" ? {} : { field }),
      message: `The bank would refuse this file, as it does not keep to ${this.#grammar.id}. ${what}`,
    });
  }
}

const unlooked: ElementType = { isChoice: false, particles: [], text: undefined, attributes: new Map(), isAny: true };

/** Blanks of XML alone, as between elements. */
function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d) return false;
  }
  return true;
}

function fits(particle: Particle, name: string | undefined): boolean {
  return particle.name === name || particle.name === "*";
}

/** @returns -1: none of them from there on fits */
function placeOf(particles: readonly Particle[], name: string | undefined, from: number): number {
  for (let at = from; at < particles.length; at++) {
    const particle = particles[at];
    if (particle !== undefined && fits(particle, name)) return at;
  }
  return -1;
}

/** Of a sequence in which the particle at `index` stood `count` times, and those before it as often as they must. */
function firstMissing(particles: readonly Particle[], index: number, count: number): Particle | undefined {
  for (let at = index; at < particles.length; at++) {
    const particle = particles[at];
    if (particle !== undefined && particle.min > (at === index ? count : 0)) return particle;
  }
  return undefined;
}

function namesOf(particles: readonly Particle[]): string {
  return particles.map(({ name }) => name).join(", ");
}

function times({ name, max }: Particle): string {
  return max === 1 ? `there is one ${name} already` : `there are ${max} already, and no more are allowed`;
}
