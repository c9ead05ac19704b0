import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../domain/errors.ts";
import type { Randomness } from "../../domain/clock.ts";

/**
 * The key of the practice bank's database: 32 random bytes as hex in `bank.key`, readable by its owner only. It lies beside the
 * database, so it protects a copied database file, not a copied folder: enough for practice, and no payment lies in clear on the disk.
 * @returns 64 hex digits
 * @throws AppError bank/`key-file-damaged`
 */
export function openKeyFile(folder: string, randomness: Randomness): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "bank.key");
  if (!existsSync(path)) {
    try {
      writeFileSync(path, `${Buffer.from(randomness.bytes(32)).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Another process made it between the two calls: its key counts.
      if (!existsSync(path)) throw error;
    }
  }
  chmodSync(path, 0o600);
  const key = readFileSync(path, "latin1").trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new AppError("bank", "key-file-damaged", `The practice bank's key file ${path} is damaged.`, {
      meaning: "The practice bank cannot be opened. No real money is concerned.",
      next: "Restore the file from a backup, or start a new practice bank in another folder.",
    });
  }
  return key;
}
