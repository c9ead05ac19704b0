/**
 * Derives profiles/messages/*.json from the official schemas, where they lie beside the repository (`../shared/schemas/iso20022`): what an
 * order that leaves may look like, in the short form that src/formats/grammar/ reads. `node scripts/message-grammars.ts`, after a new
 * version of a message came out. The schemas themselves are not part of the project.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SaxesParser } from "saxes";
import type { MessageGrammar, TextRule } from "../src/formats/grammar/grammar.ts";
import { root } from "./run.ts";

const schemas = path.join(root, "../shared/schemas/iso20022");
const target = path.join(root, "profiles/messages");
/** Messages that are sent to a bank. */
const wanted = /^(pain\.001|pain\.008|pain\.007|camt\.055|camt\.056)\./;

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
}

function parse(text: string): Node {
  const stack: Node[] = [{ name: "", attributes: {}, children: [] }];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const node = { name: name.replace(/^.*:/, ""), attributes: attributes as Record<string, string>, children: [] }; // without xmlns they are texts
    stack.at(-1)?.children.push(node);
    stack.push(node);
  });
  parser.on("closetag", () => stack.pop());
  parser.write(text).close();
  const [schema] = stack[0]?.children ?? [];
  if (schema === undefined) throw new Error("no schema");
  return schema;
}

class Deriving {
  readonly types: Record<string, string> = {};
  readonly texts: Record<string, TextRule> = {};
  readonly #named: ReadonlyMap<string, Node>;

  constructor(schema: Node) {
    this.#named = new Map(schema.children.filter(({ name }) => name === "complexType" || name === "simpleType").map((node) => [node.attributes.name ?? "", node]));
  }

  /** Takes a type and all that it is made of. */
  take(name: string): void {
    if (Object.hasOwn(this.types, name) || Object.hasOwn(this.texts, name)) return;
    const node = this.#named.get(name);
    if (node === undefined) this.texts[name] = builtIn(name);
    else if (node.name === "simpleType") this.texts[name] = this.#text(node);
    else {
      this.types[name] = ""; // against types within themselves
      this.types[name] = this.#complex(node, name);
    }
  }

  #complex(node: Node, name: string): string {
    const [content] = node.children.filter((child) => child.name !== "annotation");
    if (content === undefined) return "";
    if (content.name === "simpleContent") {
      const [extension] = content.children;
      const base = extension?.attributes.base ?? "";
      this.take(base);
      const attributes = (extension?.children ?? []).map(({ attributes: { name: attribute = "", type = "", use } }) => {
        this.take(type);
        return `@${attribute}:${type}${use === "required" ? "" : "?"}`;
      });
      return [`=${base}`, ...attributes].join(" ");
    }
    // A restriction of a complex type says anew all that is left of it.
    if (content.name === "complexContent") return this.#complex({ ...node, children: content.children[0]?.children ?? [] }, name);
    if (content.name !== "sequence" && content.name !== "choice") throw new Error(`${name}: ${content.name}`);
    const [inner] = content.children;
    if (content.children.length === 1 && inner?.name === "choice") return this.#complex({ ...node, children: [inner] }, name);
    if (content.attributes.minOccurs !== undefined || content.attributes.maxOccurs !== undefined) throw new Error(`${name}: a group that repeats`);
    return content.children.filter((child) => child.name !== "annotation").map((child) => this.#particle(child, name)).join(content.name === "choice" ? " | " : " ");
  }

  #particle({ name, attributes }: Node, of: string): string {
    const { minOccurs = "1", maxOccurs = "1" } = attributes;
    const times = minOccurs === "1" && maxOccurs === "1" ? "" : minOccurs === "0" && maxOccurs === "1" ? "?" : `{${minOccurs},${maxOccurs === "unbounded" ? "" : maxOccurs}}`;
    if (name === "any") return `*${times}`;
    if (name !== "element") throw new Error(`${of}: ${name} within a group`);
    this.take(attributes.type ?? "");
    return `${attributes.name}:${attributes.type}${times}`;
  }

  #text(node: Node): TextRule {
    const [restriction] = node.children.filter((child) => child.name !== "annotation");
    const base = restriction?.attributes.base ?? "";
    const named = this.#named.get(base);
    const rule: { -readonly [K in keyof TextRule]: TextRule[K] } = { ...(named === undefined ? builtIn(base) : this.#text(named)) };
    const values: string[] = [];
    const patterns: string[] = [];
    for (const { name, attributes: { value = "" } } of restriction?.children ?? []) {
      if (name === "enumeration") values.push(value);
      else if (name === "pattern") patterns.push(patternOf(value));
      else if (name === "minLength") rule.min = Number(value);
      else if (name === "maxLength") rule.max = Number(value);
      else if (name === "fractionDigits") rule.fractionDigits = Number(value);
      else if (name === "totalDigits") rule.totalDigits = Number(value);
      else if (name === "minInclusive") rule.least = value;
      else if (name === "maxInclusive") rule.most = value;
      else if (name !== "annotation") throw new Error(`${node.attributes.name}: ${name}`);
    }
    if (values.length > 0) rule.values = values;
    if (patterns.length > 0) rule.patterns = [...(rule.patterns ?? []), patterns.join("|")];
    return rule;
  }
}

function builtIn(name: string): TextRule {
  const kind = name.replace(/^xs:/, "");
  if (kind === "string" || kind === "decimal" || kind === "boolean" || kind === "date" || kind === "dateTime" || kind === "gYear" || kind === "base64Binary") return { kind };
  throw new Error(`the type ${name}`);
}

/** As JavaScript writes it, with its flag `v` for sets. */
function patternOf(pattern: string): string {
  const difference = /^\[\\p\{IsBasicLatin\}\\p\{IsLatin-1Supplement\}\\p\{IsLatinExtended-A\}(.*)-\[\\p\{C\}\]\]\+$/.exec(pattern);
  return difference === null ? pattern : `[[\\u0000-\\u017f${difference[1] ?? ""}]--\\p{C}]+`;
}

mkdirSync(target, { recursive: true });
for (const file of readdirSync(schemas).filter((name) => wanted.test(name)).sort()) {
  const schema = parse(readFileSync(path.join(schemas, file), "utf8"));
  const document = schema.children.find((child) => child.name === "element");
  const type = document?.attributes.type ?? "";
  const deriving = new Deriving(schema);
  deriving.take(type);
  const id = file.replace(/\.xsd$/, "");
  const grammar: MessageGrammar = { id, namespace: schema.attributes.targetNamespace ?? "", root: document?.attributes.name ?? "", type, types: deriving.types, texts: deriving.texts };
  writeFileSync(path.join(target, `${id}.json`), `${JSON.stringify(grammar, undefined, 1)}\n`);
  console.log(`${id}: ${Object.keys(deriving.types).length} types, ${Object.keys(deriving.texts).length} kinds of text`);
}
