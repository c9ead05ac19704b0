import type { Migration } from "kysely/migration";
import { first } from "./0001-first.ts";
import { importDesk } from "./0002-import-desk.ts";
import { eds } from "./0003-eds.ts";
import { transfers } from "./0004-transfers.ts";
import { sessionExchanges } from "./0005-session-exchanges.ts";
import { signerGroups } from "./0006-signer-groups.ts";
import { releaseTokens } from "./0007-release-tokens.ts";
import { calls } from "./0008-calls.ts";
import { fourEyes } from "./0009-four-eyes.ts";
import { payeeChecks } from "./0010-payee-checks.ts";
import { recalls } from "./0011-recalls.ts";
import { unconfirmedPartners } from "./0012-unconfirmed-partners.ts";
import { mandates } from "./0013-mandates.ts";
import { recoveryCodes } from "./0014-recovery-codes.ts";
import { signingDays } from "./0015-signing-days.ts";
import { unconfirmedMandates } from "./0016-unconfirmed-mandates.ts";

/** In the order in which they are run; names sort that way and never change. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first": first,
  "0002-import-desk": importDesk,
  "0003-eds": eds,
  "0004-transfers": transfers,
  "0005-session-exchanges": sessionExchanges,
  "0006-signer-groups": signerGroups,
  "0007-release-tokens": releaseTokens,
  "0008-calls": calls,
  "0009-four-eyes": fourEyes,
  "0010-payee-checks": payeeChecks,
  "0011-recalls": recalls,
  "0012-unconfirmed-partners": unconfirmedPartners,
  "0013-mandates": mandates,
  "0014-recovery-codes": recoveryCodes,
  "0015-signing-days": signingDays,
  "0016-unconfirmed-mandates": unconfirmedMandates,
};
