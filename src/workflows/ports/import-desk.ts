import type { Finding } from "../../domain/finding.ts";
import type { FormatDefinitionId, IsoInstant, OrderId, QuarantineId, StoredFileId } from "../../domain/ids.ts";

/** A file that could not be taken in: kept, with its reason, until somebody settles it. */
export interface QuarantinedFile {
  readonly id: QuarantineId;
  /** The bytes as they came. */
  readonly fileId: StoredFileId;
  /** As the outside calls it; filtered when shown. */
  readonly name: string;
  readonly at: IsoInstant;
  readonly by: string;
  /** One sentence: why it is here. */
  readonly reason: string;
  /** What was wrong with it then; the first ones. */
  readonly findings: readonly Finding[];
  readonly state: QuarantineState;
  /** Who settled it, and how. */
  readonly settled?: { readonly at: IsoInstant; readonly by: string; readonly note: string; readonly orderId?: OrderId | undefined } | undefined;
}
/** `held` waits; `released` became an order after all; `discarded` was given up, the bytes stay. */
export type QuarantineState = "held" | "released" | "discarded";

export interface QuarantineRepository {
  /** Newest first. */
  list(state?: QuarantineState): Promise<readonly QuarantinedFile[]>;
  get(id: QuarantineId): Promise<QuarantinedFile | undefined>;
  put(file: QuarantinedFile): Promise<void>;
}

/** How files of one source were treated the last time, so that nobody chooses it anew every month. */
export interface RememberedSource {
  /** The file's name with its digits as `#`: `payroll-####-##.csv`. */
  readonly key: string;
  /** The format that was chosen, where several could read it. */
  readonly format: string;
  /** Kinds of mending that were chosen. */
  readonly mendings: readonly string[];
  readonly usedAt: IsoInstant;
}

export interface ImportSourceRepository {
  all(): Promise<readonly RememberedSource[]>;
  get(key: string): Promise<RememberedSource | undefined>;
  put(source: RememberedSource): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A file format that was defined for this customer: data in the definition language. */
export interface KeptFormatDefinition {
  readonly id: FormatDefinitionId;
  readonly title: string;
  /** JSON, as in `profiles/imports/`. */
  readonly json: string;
  readonly changedAt: IsoInstant;
  readonly changedBy: string;
}

export interface FormatDefinitionRepository {
  /** By title. */
  all(): Promise<readonly KeptFormatDefinition[]>;
  put(definition: KeptFormatDefinition): Promise<void>;
  remove(id: FormatDefinitionId): Promise<void>;
}
