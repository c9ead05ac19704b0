import type { AccountRepository } from "./accounts.ts";
import type { CallRepository } from "./calls.ts";
import type { ConnectionRepository } from "./connections.ts";
import type { EdsRepository } from "./eds-orders.ts";
import type { FileRepository } from "./files.ts";
import type { FormatDefinitionRepository, ImportSourceRepository, QuarantineRepository } from "./import-desk.ts";
import type { JournalRepository } from "./journal.ts";
import type { MandateRepository } from "./mandates.ts";
import type { ReleaseRepository } from "./one-time-password.ts";
import type { OrderRepository } from "./orders.ts";
import type { PartnerRepository } from "./partners.ts";
import type { ProfileRepository } from "./profile.ts";
import type { ProposalRepository } from "./proposals.ts";
import type { RecoveryCodeRepository } from "./recovery-codes.ts";
import type { SessionRepository } from "./sessions.ts";
import type { SignerRepository } from "./signers.ts";
import type { StatementRepository } from "./statements.ts";
import type { StoreMark } from "./store-mark.ts";
import type { TemplateRepository } from "./templates.ts";
import type { TransferRepository } from "./transfers.ts";
import type { TransmissionRepository } from "./transmissions.ts";

/**
 * One customer's store, opened. Everything in it is encrypted on disk.
 * Every method throws AppError area "store" when the disk or the file fails; nothing is half-written then.
 */
export interface CustomerStore {
  readonly profile: ProfileRepository;
  /** Changes of administration under four eyes. */
  readonly proposals: ProposalRepository;
  /** For the day on which an administrator is lost. */
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly files: FileRepository;
  readonly connections: ConnectionRepository;
  readonly accounts: AccountRepository;
  readonly signers: SignerRepository;
  readonly orders: OrderRepository;
  readonly transmissions: TransmissionRepository;
  /** Orders that wait at the bank for signatures. */
  readonly eds: EdsRepository;
  readonly transfers: TransferRepository;
  readonly sessions: SessionRepository;
  readonly calls: CallRepository;
  readonly statements: StatementRepository;
  readonly partners: PartnerRepository;
  readonly templates: TemplateRepository;
  readonly mandates: MandateRepository;
  readonly quarantine: QuarantineRepository;
  readonly importSources: ImportSourceRepository;
  readonly formatDefinitions: FormatDefinitionRepository;
  /** What gives signers one-time passwords. */
  readonly releases: ReleaseRepository;
  readonly journal: JournalRepository;
  readonly mark: StoreMark;
  /** All or nothing. The `store` handed to `work` is the same store inside the transaction; do not use the outer one within. */
  transaction<T>(work: (store: CustomerStore) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
