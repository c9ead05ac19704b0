import path from "node:path";
import { LowSync } from "lowdb";
import { AppError } from "../domain/errors.ts";
import { withFileLock } from "../store/index.ts";
import { readOptional, writeWhole } from "./private-files.ts";
import { type RegistryDocument, registrySchema } from "./registry-schema.ts";

/** The registry of one data root. Read anew each time, since other processes write it too; changed only under its lock. */
export class Registry {
  readonly #root: string;
  readonly #low: LowSync<RegistryDocument>;

  constructor(root: string) {
    this.#root = root;
    const file = path.join(root, "registry.json");
    const adapter = { read: () => parse(readOptional(file)), write: (document: RegistryDocument) => writeWhole(file, `${JSON.stringify(document, null, 2)}\n`) };
    this.#low = new LowSync<RegistryDocument>(adapter, empty());
  }

  /** @throws AppError store/`registry-damaged`, `newer-version` */
  read(): RegistryDocument {
    this.#low.data = empty();
    this.#low.read();
    return this.#low.data;
  }

  /** Runs while nobody else changes the registry or key slots. */
  locked<T>(work: () => Promise<T>): Promise<T> {
    return withFileLock(path.join(this.#root, "registry.lock"), work);
  }

  /** Changes the document. The caller holds the lock. */
  write(change: (document: RegistryDocument) => RegistryDocument): void {
    this.#low.data = registrySchema.parse(change(this.read()));
    this.#low.write();
  }
}

function empty(): RegistryDocument {
  return { version: 1, operators: [], customers: [] };
}

function parse(text: string | undefined): RegistryDocument | null {
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged("it is not JSON", error);
  }
  if (typeof value === "object" && value !== null && "version" in value && typeof value.version === "number" && value.version > 1) {
    throw new AppError("store", "newer-version", "The registry of customers was written by a newer Kontor.", { meaning: "It was not touched.", next: "Use the newer version." });
  }
  const result = registrySchema.safeParse(value);
  if (result.success) return result.data;
  throw damaged(result.error.issues[0]?.path.join(".") ?? "", result.error);
}

function damaged(where: string, cause: unknown): AppError {
  return new AppError("store", "registry-damaged", "The registry of customers and operators (registry.json) is damaged.", {
    meaning: "Nothing was opened and nothing was changed; the customers' stores are separate files.",
    next: "Restore registry.json from the last backup.",
    cause,
    context: { where },
  });
}
