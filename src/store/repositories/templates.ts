import type { TemplateId } from "../../domain/ids.ts";
import type { Template, TemplateRepository } from "../../workflows/ports/templates.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { fold } from "../fold.ts";

export class SqlTemplates implements TemplateRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  /** By title. */
  list(): Promise<readonly Template[]> {
    return this.#access.read(async ({ db }) =>
      (await db.selectFrom("templates").select("body").orderBy("title").orderBy("id").execute()).map((row) => fromBody<Template>(row.body)),
    );
  }

  get(id: TemplateId): Promise<Template | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("templates").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<Template>(row.body);
    });
  }

  put(template: Template): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { title: fold(template.title), body: toBody(template) };
      await db.insertInto("templates").values({ id: template.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  remove(id: TemplateId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("templates").where("id", "=", id).execute();
    });
  }
}
