/**
 * Runs the tests of PPP where there is a kernel with PPP: user-mode Linux (Debian), a kernel that is an ordinary program here. It sees all files of
 * this machine, read-only; what is written goes to memory and is gone at the end. Without arguments: the suites over every road as far as
 * they are about PPP, and PPP's own tests. Settings of tests (KONTOR_CUTS) are handed on. `npm run ppp-proof [-- vitest arguments]`
 */
import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** program -> Debian package */
const needed: Readonly<Record<string, string>> = { "linux.uml": "user-mode-linux", modprobe: "kmod", pppd: "ppp", ip: "iproute2", "iptables-legacy": "iptables" };
const suites = ["tests/channels/ppp", "tests/conformance/channels.test.ts", "tests/workflows/roads-day.test.ts", "tests/faults/cut-roads.test.ts", "-t", "PPP"];
const root = path.resolve(import.meta.dirname, "..");
const modules = "/usr/lib/uml/modules";
const ended = "KONTOR-PROOF-ENDED";

function find(program: string): string | undefined {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].map((folder) => path.join(folder, program)).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}

/** The first process: lays memory over this machine's files, and goes on there. */
const onlyMemory = (next: string): string => `#!/bin/sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin; cd /mnt
mount -t proc proc /proc; insmod ${modules}/$(uname -r)/kernel/fs/overlayfs/overlay.ko
mount -t tmpfs memory /mnt; mkdir -p /mnt/upper /mnt/work /mnt/new
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work files /mnt/new
cd /mnt/new; mount --move /proc proc; mount -t sysfs sys sys; mount -t devtmpfs dev dev
mount --move . /; exec chroot . /bin/sh ${next}
`;

const tests = (words: readonly string[]): string => `export PATH=${path.join(root, "node_modules", ".bin")}:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root KONTOR_PPP_PROOF=1 NO_COLOR=1 CI=1
${Object.entries(process.env).filter(([name]) => name.startsWith("KONTOR_")).map(([name, value]) => `export ${name}='${value}'`).join("\n")}
mkdir -p /dev/pts /dev/shm; mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts; mount -t tmpfs -o mode=1777 memory /dev/shm; mount -t tmpfs memory /run
ln -sfn /proc/self/fd /dev/fd; mkdir -p -m 1777 /run/lock; mount -t tmpfs -o mode=1777 memory /var/tmp
mkdir -p /lib/modules; ln -sfn ${modules}/$(uname -r) /lib/modules/$(uname -r)
ip link set lo up; modprobe -a ppp_generic ppp_async veth; mknod -m 600 /dev/ppp c 108 0 2>/dev/null
cd ${root}; echo "User-mode Linux $(uname -r)"
vitest run --reporter=verbose --no-file-parallelism --testTimeout=240000 --hookTimeout=240000 ${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}
echo ${ended} $?
halt -f
`;

/** @returns the exit code of the tests */
async function boot(): Promise<number> {
  const first = path.join(place, "first.sh");
  const second = path.join(place, "second.sh");
  writeFileSync(first, onlyMemory(second), { mode: 0o755 });
  writeFileSync(second, tests(process.argv.length > 2 ? process.argv.slice(2) : suites));
  const machine = spawn("linux.uml", ["mem=3072M", "rootfstype=hostfs", "rootflags=/", "ro", `init=${first}`, "con=null", "con0=fd:0,fd:1", "ssl=null", `umid=${path.basename(place)}`, "quiet"], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: place } });
  let code = 1;
  let said = "";
  machine.stderr.on("data", (text: Buffer) => { said += text.toString("latin1"); });
  for await (const line of createInterface({ input: machine.stdout })) {
    if (line.includes(ended)) code = Number(line.slice(line.indexOf(ended) + ended.length));
    else console.log(line);
  }
  if (code !== 0) console.log(said);
  return code;
}

const missing = Object.keys(needed).filter((program) => find(program) === undefined);
if (missing.length > 0) {
  console.log(`Not installed: ${missing.map((program) => `${program} (Debian: ${needed[program]})`).join(", ")}`);
  process.exit(2);
}
const place = mkdtempSync(path.join(os.tmpdir(), "kontor-ppp-proof-"));
try {
  process.exitCode = await boot();
} finally {
  rmSync(place, { recursive: true });
}
