/**
 * Runs tests in user-mode Linux (Debian), a kernel that is an ordinary program here: for what this machine's kernel has not, as PPP. It sees all files of
 * this machine, read-only; what is written goes to memory and is gone at the end.
 */
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { root } from "./run.ts";

/** program -> Debian package */
export const ownKernelNeeds: Readonly<Record<string, string>> = { "linux.uml": "user-mode-linux", modprobe: "kmod", pppd: "ppp", ip: "iproute2", "iptables-legacy": "iptables" };

/** Those of PPP: its own, and the suites over every road as far as they are about it. */
export const pppSuites: readonly string[] = ["tests/channels/ppp", "tests/conformance/channels.test.ts", "tests/workflows/roads-day.test.ts", "tests/faults/cut-roads.test.ts", "tests/terminal/journeys/ppp.test.ts", "-t", "PPP"];

const modules = "/usr/lib/uml/modules";
const up = "KONTOR-KERNEL-UP";
const ended = "KONTOR-TESTS-ENDED";

export function isInstalled(program: string): boolean {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}

/**
 * @param words vitest's
 * @param say hears each line of the output
 * @returns the exit code of the tests; undefined: such a kernel does not come up here, and it was said why
 */
export async function testInOwnKernel(words: readonly string[], say: (line: string) => void): Promise<number | undefined> {
  const missing = Object.keys(ownKernelNeeds).filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    say(`Not installed: ${missing.map((program) => `${program} (Debian: ${ownKernelNeeds[program]})`).join(", ")}`);
    return undefined;
  }
  const place = mkdtempSync(path.join(os.tmpdir(), "kontor-own-kernel-"));
  try {
    return await boot(place, words, say);
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** The first process: lays memory over this machine's files, and goes on there. */
const overlay = (next: string): string => `#!/bin/sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc; insmod ${modules}/$(uname -r)/kernel/fs/overlayfs/overlay.ko
mount -t tmpfs memory /mnt; mkdir -p /mnt/upper /mnt/work /mnt/new
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work files /mnt/new
cd /mnt/new; mount --move /proc proc; mount -t sysfs sys sys; mount -t devtmpfs dev dev
mount --move . /; exec chroot . /bin/sh ${next}
`;

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const tests = (words: readonly string[]): string => `export PATH=${path.join(root, "node_modules", ".bin")}:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root KONTOR_OWN_KERNEL=1 NO_COLOR=1 CI=1
${Object.entries(process.env).flatMap(([name, value = ""]) => (name.startsWith("KONTOR_") ? [`export ${name}=${quoted(value)}`] : [])).join("\n")}
mkdir -p /dev/pts /dev/shm; mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts; mount -t tmpfs -o mode=1777 memory /dev/shm; mount -t tmpfs memory /run
ln -sfn /proc/self/fd /dev/fd; mkdir -p -m 1777 /run/lock; mount -t tmpfs -o mode=1777 memory /var/tmp
mkdir -p /lib/modules; ln -sfn ${modules}/$(uname -r) /lib/modules/$(uname -r)
ip link set lo up; modprobe -a ppp_generic ppp_async veth; [ -e /dev/ppp ] || mknod -m 600 /dev/ppp c 108 0
cd ${root}; echo ${up} $(uname -r)
vitest run --reporter=verbose --hideSkippedTests --no-file-parallelism ${words.map(quoted).join(" ")}
echo ${ended} $?
halt -f
`;

async function boot(place: string, words: readonly string[], say: (line: string) => void): Promise<number | undefined> {
  const first = path.join(place, "first.sh");
  const second = path.join(place, "second.sh");
  writeFileSync(first, overlay(second), { mode: 0o755 });
  writeFileSync(second, tests(words));
  const memory = existsSync("/dev/shm") ? {} : { TMPDIR: place };
  const machine = spawn("linux.uml", ["mem=3072M", "rootfstype=hostfs", "rootflags=/", "ro", `init=${first}`, "con=null", "con0=fd:0,fd:1", "ssl=null", `umid=${path.basename(place)}`, "quiet"], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...memory, HOME: place } });
  machine.on("error", () => undefined); // told by there being no output
  let code: number | undefined;
  let said = "";
  machine.stderr.setEncoding("latin1").on("data", (text: string) => {
    said += text;
  });
  for await (const line of createInterface({ input: machine.stdout })) {
    const [, mark, value = ""] = new RegExp(`(${up}|${ended}) (.*)`).exec(line) ?? [];
    if (mark === up) {
      code = 1; // until the tests say otherwise
      say(`User-mode Linux ${value}`);
    } else if (mark === ended) code = Number(value);
    else if (code !== undefined) say(line);
    else said += `${line}\n`;
  }
  if (code === undefined) say(`User-mode Linux does not come up here:\n${said.trim().split("\n").slice(-3).join("\n")}`);
  return code;
}
