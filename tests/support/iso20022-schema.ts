import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { XmlDocument, XmlLibError, XsdValidator } from "libxml2-wasm";

/** The official schemas and the collected sample files, read in place; tests that need them are skipped where they are absent. */
const shared = resolve(dirname(fileURLToPath(import.meta.url)), "../../../shared");
const iso20022Folder = resolve(shared, "schemas/iso20022");
export const samplesFolder = resolve(shared, "samples");
export const haveIso20022Schemas = existsSync(iso20022Folder);
export const haveSamples = existsSync(samplesFolder);

/** @param id message with version: `pain.001.001.09`. @returns what is wrong, empty when valid */
export function validateIso20022(id: string, bytes: Uint8Array): string[] {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(bytes);
    validatorFor(id).validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlLibError) return error.message.trim().split("\n");
    throw error;
  } finally {
    document?.dispose();
  }
}

const validators = new Map<string, XsdValidator>();

function validatorFor(id: string): XsdValidator {
  const known = validators.get(id);
  if (known !== undefined) return known;
  const schema = XmlDocument.fromBuffer(readFileSync(resolve(iso20022Folder, `${id}.xsd`)));
  const validator = XsdValidator.fromDoc(schema);
  schema.dispose();
  validators.set(id, validator);
  return validator;
}
