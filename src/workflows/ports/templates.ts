import type { AccountId, IsoInstant, TemplateId } from "../../domain/ids.ts";
import type { Transaction } from "../../domain/order.ts";

/** An order to be filled in again. */
export interface Template {
  readonly id: TemplateId;
  readonly title: string;
  readonly debtorAccountId: AccountId | undefined;
  readonly transactions: readonly Transaction[];
  readonly changedAt: IsoInstant;
}
export interface TemplateRepository {
  list(): Promise<readonly Template[]>;
  get(id: TemplateId): Promise<Template | undefined>;
  put(template: Template): Promise<void>;
  remove(id: TemplateId): Promise<void>;
}
