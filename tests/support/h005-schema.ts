import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { XmlDocument, XmlLibError, XsdValidator } from "libxml2-wasm";
import { xmlRegisterFsInputProviders } from "libxml2-wasm/lib/nodejs.mjs";

/** The official schemas, read in place; tests that need them are skipped where they are absent. */
const h005SchemaFolder = resolve(dirname(fileURLToPath(import.meta.url)), "../../../shared/schemas/H005");
export const haveH005Schemas = existsSync(h005SchemaFolder);

/**
 * Validates an EBICS 3.0 message, its order data, its signature data (S002) or an HEV message with libxml2.
 * @returns what is wrong, one line each; empty when valid
 */
export function validateH005(bytes: Uint8Array): string[] {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(bytes);
    validatorFor(document.root.namespaceUri).validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlLibError) return error.message.trim().split("\n");
    throw error;
  } finally {
    document?.dispose();
  }
}

const validators = new Map<string, XsdValidator>();

/** Compiled once per test process: it takes longer than a hundred validations. */
function validatorFor(namespace: string): XsdValidator {
  const [target, file] = namespace === "http://www.ebics.org/H000" ? [namespace, "ebics_hev.xsd"] : ["urn:org:ebics:H005", "ebics_H005.xsd"];
  const known = validators.get(file);
  if (known !== undefined) return known;
  xmlRegisterFsInputProviders();
  const schema = XmlDocument.fromString(
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="${target}" schemaLocation="${resolve(h005SchemaFolder, file)}"/></xs:schema>`,
    { url: resolve(h005SchemaFolder, "all.xsd") },
  );
  const validator = XsdValidator.fromDoc(schema);
  schema.dispose();
  validators.set(file, validator);
  return validator;
}
