import { join } from "node:path";
import { practiceBankName, startPracticeBank } from "../bank/index.ts";
import { AppError } from "../domain/errors.ts";
import type { BankCommandIo } from "./bank.ts";

/** Runs the practice bank until SIGINT or SIGTERM, then stops it cleanly. @throws AppError bank/`port-taken` */
export async function serveBank(io: BankCommandIo, options: { readonly folder: string; readonly port: number; readonly host: string; readonly segmentBytesMax: number | undefined; readonly hostId: string | undefined }): Promise<void> {
  const bank = await startPracticeBank({ ...options, clock: io.clock, randomness: io.randomness }).catch((cause: unknown) => {
    if (cause instanceof AppError || !(cause instanceof Error) || !("code" in cause)) throw cause;
    throw new AppError("bank", "cannot-listen", `The practice bank cannot listen on ${options.host}:${options.port} (${String(cause.code)}).`, {
      meaning: "It was not started.", next: "Choose another port: --port 0 takes any free one.", cause,
    });
  });
  const { authentication, encryption } = bank.keyHashes;
  io.out(`${practiceBankName}
  URL      ${bank.url}
  Host id  ${bank.hostId}
  CA       ${join(options.folder, "ca.pem")}
  Keys     to compare when the bank's keys are fetched (SHA-256)
  X002     authentication
           certificate ${authentication.certificateHash}
           public key  ${authentication.publicKeyHash}
  E002     encryption
           certificate ${encryption.certificateHash}
           public key  ${encryption.publicKeyHash}
Ready. Stop it with Ctrl-C.
`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await bank.close();
  io.out("The practice bank has stopped.\n");
}
