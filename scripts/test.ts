/**
 * Runs the tests. What they need of Debian is installed when that is allowed (root, apt-get); else what is missing is named,
 * and the tests that need it are skipped by name. `npm test [-- vitest arguments]`
 */
import { existsSync } from "node:fs";
import { buildAddon } from "../src/signing/pkcs11/addon.ts";
import { isInstalled, ownKernelNeeds, pppSuites, testInOwnKernel } from "./own-kernel.ts";
import { run } from "./run.ts";

/** program -> Debian package */
const needed: Readonly<Record<string, string>> = {
  "g++": "g++",
  "softhsm2-util": "softhsm2",
  xmllint: "libxml2-utils",
  "aqbanking-cli": "aqbanking-tools",
  openssl: "openssl",
  pdftotext: "poppler-utils",
  age: "age",
  sqlite3: "sqlite3",
  "aqebics-tool": "aqbanking-tools",
  "gct-tool": "gwenhywfar-tools",
  tinyproxy: "tinyproxy",
  microsocks: "microsocks",
  sshd: "openssh-server",
  "ssh-keygen": "openssh-client",
  "ssh-agent": "openssh-client",
  socat: "socat",
  ...ownKernelNeeds,
  nft: "nftables",
  keytool: "default-jre-headless",
  python3: "python3",
};

let missing = Object.keys(needed).filter((program) => !isInstalled(program));
if (missing.length > 0 && process.getuid?.() === 0 && isInstalled("apt-get")) {
  const packages = [...new Set(missing.map((program) => needed[program] ?? program))];
  console.log(`Installing for the tests: ${packages.join(" ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const install = () => run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env });
  if ((await install()).code !== 0) {
    await run("apt-get", ["update"], { env });
    await install();
  }
  missing = missing.filter((program) => !isInstalled(program));
}
if (missing.length > 0) {
  console.log(`Not installed, so the tests that need them are skipped: ${missing.map((program) => `${program} (Debian: ${needed[program]})`).join(", ")}`);
}
await buildAddon(); // once, before tests in several processes want it
const words = process.argv.slice(2);
// PPP, where this machine's kernel has none, is tested beside the rest in a kernel of its own. It mostly waits, and has timers to keep: so it goes first.
const beside = words.length === 0 && !existsSync("/dev/ppp");
const pppSaid: string[] = [];
const ppp = beside ? testInOwnKernel(pppSuites, (line) => pppSaid.push(line)) : undefined;
const { code } = beside ? await run("nice", ["-n", "5", "vitest", "run"], { inherit: true }) : await run("vitest", ["run", ...words], { inherit: true });
if (ppp !== undefined) console.log("\nPPP, which this machine's kernel has not. Its tests, skipped by name above, in a kernel of their own:");
const pppCode = (await ppp) ?? 0; // where no such kernel comes up they stay skipped, and it is said why
for (const line of pppSaid) console.log(line);
process.exitCode = code === 0 ? pppCode : code;
