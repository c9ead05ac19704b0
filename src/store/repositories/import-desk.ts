import type { FormatDefinitionId, QuarantineId } from "../../domain/ids.ts";
import type {
  FormatDefinitionRepository, ImportSourceRepository, KeptFormatDefinition, QuarantinedFile, QuarantineRepository, QuarantineState, RememberedSource,
} from "../../workflows/ports/import-desk.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { newestMadeFirst } from "../by-making.ts";

/** Files that could not be taken in. */
export class SqlQuarantine implements QuarantineRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  list(state?: QuarantineState): Promise<readonly QuarantinedFile[]> {
    return this.#access.read(async ({ db }) => {
      const rows = db.selectFrom("quarantine").select("body").orderBy(newestMadeFirst);
      return (await (state === undefined ? rows : rows.where("state", "=", state)).execute()).map((row) => fromBody<QuarantinedFile>(row.body));
    });
  }

  get(id: QuarantineId): Promise<QuarantinedFile | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("quarantine").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<QuarantinedFile>(row.body);
    });
  }

  put(file: QuarantinedFile): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { file_id: file.fileId, state: file.state, body: toBody(file) };
      await db.insertInto("quarantine").values({ id: file.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }
}

/** How files of each source were treated. */
export class SqlImportSources implements ImportSourceRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  all(): Promise<readonly RememberedSource[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("import_sources").select("body").orderBy("key").execute()).map((row) => fromBody<RememberedSource>(row.body)));
  }

  get(key: string): Promise<RememberedSource | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("import_sources").select("body").where("key", "=", key).executeTakeFirst();
      return row === undefined ? undefined : fromBody<RememberedSource>(row.body);
    });
  }

  put(source: RememberedSource): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { body: toBody(source) };
      await db.insertInto("import_sources").values({ key: source.key, ...row }).onConflict((on) => on.column("key").doUpdateSet(row)).execute();
    });
  }

  remove(key: string): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("import_sources").where("key", "=", key).execute();
    });
  }
}

/** Formats defined for this customer. */
export class SqlFormatDefinitions implements FormatDefinitionRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  all(): Promise<readonly KeptFormatDefinition[]> {
    return this.#access.read(async ({ db }) =>
      (await db.selectFrom("format_definitions").select("body").orderBy("title").orderBy("id").execute()).map((row) => fromBody<KeptFormatDefinition>(row.body)),
    );
  }

  put(definition: KeptFormatDefinition): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { title: definition.title, body: toBody(definition) };
      await db.insertInto("format_definitions").values({ id: definition.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  remove(id: FormatDefinitionId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("format_definitions").where("id", "=", id).execute();
    });
  }
}
