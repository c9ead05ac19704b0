import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { XmlDocument, XmlLibError, XsdValidator } from "libxml2-wasm";
import { xmlRegisterFsInputProviders } from "libxml2-wasm/lib/nodejs.mjs";

/** The official schemas, read in place; tests that need them are skipped where they are absent. */
const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../../../shared/schemas");
export const haveEbicsSchemas = ["H003", "H004", "H005"].every((version) => existsSync(resolve(folder, version)));

/** Which schema a root's namespace belongs to. Signatures of 2.4 and 2.5 have one namespace and the same schema. */
const schemas: Readonly<Record<string, { readonly version: string; readonly file: string }>> = {
  "http://www.ebics.org/H000": { version: "H005", file: "ebics_hev.xsd" },
  "http://www.ebics.org/H003": { version: "H003", file: "ebics_H003.xsd" },
  "urn:org:ebics:H004": { version: "H004", file: "ebics_H004.xsd" },
  "http://www.ebics.org/S001": { version: "H004", file: "ebics_H004.xsd" },
  "urn:org:ebics:H005": { version: "H005", file: "ebics_H005.xsd" },
  "http://www.ebics.org/S002": { version: "H005", file: "ebics_H005.xsd" },
};

/**
 * Validates a message of any version, its order data, its signature data or an HEV message with libxml2.
 * @returns what is wrong, one line each; empty when valid
 */
export function validateEbics(bytes: Uint8Array): string[] {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(bytes);
    const schema = schemas[document.root.namespaceUri];
    if (schema === undefined) return [`no schema for the namespace "${document.root.namespaceUri}"`];
    validatorFor(schema).validate(document);
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
function validatorFor({ version, file }: { readonly version: string; readonly file: string }): XsdValidator {
  const known = validators.get(file);
  if (known !== undefined) return known;
  xmlRegisterFsInputProviders();
  const target = Object.entries(schemas).find(([, schema]) => schema.file === file)?.[0] ?? "";
  const schema = XmlDocument.fromString(
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="${target}" schemaLocation="${resolve(folder, version, file)}"/></xs:schema>`,
    { url: resolve(folder, version, "all.xsd") },
  );
  const validator = XsdValidator.fromDoc(schema);
  schema.dispose();
  validators.set(file, validator);
  return validator;
}
