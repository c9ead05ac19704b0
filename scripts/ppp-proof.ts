/**
 * Runs the tests of PPP where there is a kernel with PPP: in a virtual machine with Debian's kernel and, read-only, all files of this machine.
 * Nothing is installed or changed here. Without arguments: the suites over every road as far as they are about PPP, and PPP's own tests.
 * Emulated: a quarter of an hour on an idle machine, an hour on a busy one; no acceleration is needed. Settings of tests (KONTOR_CUTS) are handed on.
 * `npm run ppp-proof [-- vitest arguments]`
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** program -> Debian package */
const needed: Readonly<Record<string, string>> = {
  "qemu-system-x86_64": "qemu-system-x86", "apt-get": "apt", "dpkg-deb": "dpkg", cpio: "cpio", busybox: "busybox-static", modprobe: "kmod", depmod: "kmod", pppd: "ppp", ip: "iproute2", nft: "nftables", openssl: "openssl",
};
const suites = ["tests/channels/ppp", "tests/conformance/channels.test.ts", "tests/workflows/roads-day.test.ts", "tests/faults/cut-roads.test.ts", "-t", "PPP"];
const root = path.resolve(import.meta.dirname, "..");
const kernels = path.join(os.homedir(), ".cache", "kontor", "ppp-proof");
const ended = "KONTOR-PROOF-ENDED";
const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
const find = (program: string): string | undefined => folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
const run = (program: string, words: readonly string[], cwd?: string): string => execFileSync(find(program) ?? program, words, { encoding: "utf8", cwd, maxBuffer: 1 << 28 });

const missing = Object.keys(needed).filter((program) => find(program) === undefined);
if (missing.length > 0 || process.arch !== "x64" || process.getuid?.() !== 0) {
  console.log(missing.length > 0 ? `Not installed: ${missing.map((program) => `${program} (Debian: ${needed[program]})`).join(", ")}` : "It needs root (to read all files) on an x86-64 machine.");
  process.exit(2);
}

const kernel = unpackedKernel();
const place = mkdtempSync(path.join(os.tmpdir(), "kontor-ppp-proof-"));
try {
  process.exitCode = await boot();
} finally {
  rmSync(place, { recursive: true });
}

/** Debian's kernel of today with its modules, fetched once. */
function unpackedKernel(): { readonly version: string; readonly folder: string } {
  const name = /linux-image-(\S+-amd64)/.exec(run("apt-cache", ["depends", "linux-image-amd64"]))?.[1];
  if (name === undefined) throw new Error("apt-cache knows no linux-image-amd64: run apt-get update");
  const folder = path.join(kernels, name);
  if (!existsSync(path.join(folder, "boot", `vmlinuz-${name}`))) {
    console.log(`Fetching linux-image-${name} (70 MB) into ${kernels}`);
    mkdirSync(folder, { recursive: true });
    run("apt-get", ["download", `linux-image-${name}`], folder);
    const [file = ""] = readdirSync(folder).filter((one) => one.endsWith(".deb"));
    run("dpkg-deb", ["-x", file, "."], folder);
    rmSync(path.join(folder, file));
    run("depmod", ["-b", folder, name]);
  }
  return { version: name, folder };
}

/** First there is only memory: it finds this machine's files, lays memory over them, and goes on there. */
function initialFiles(): string {
  const folder = path.join(place, "first");
  for (const name of ["bin", "modules", "lower", "proc", "sys", "dev", "new", "over"]) mkdirSync(path.join(folder, name), { recursive: true });
  copyFileSync(find("busybox") ?? "", path.join(folder, "bin", "busybox"));
  for (const name of ["sh", "mount", "insmod", "mkdir", "switch_root"]) symlinkSync("busybox", path.join(folder, "bin", name));
  const modules = ["virtio_pci", "9pnet_virtio", "9p", "overlay"].flatMap((name) => run("modprobe", ["-d", kernel.folder, "-S", kernel.version, "--show-depends", name]).split("\n").filter((line) => line.startsWith("insmod ")).map((line) => line.split(" ")[1] ?? ""));
  for (const [at, file] of [...new Set(modules)].entries()) copyFileSync(file, path.join(folder, "modules", `${String(at).padStart(2, "0")}-${path.basename(file)}`));
  writeFileSync(path.join(folder, "init"), `#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
for module in /modules/*; do insmod $module; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose files /lower
mount -t tmpfs memory /over; mkdir -p /over/upper /over/work
mount -t overlay -o lowerdir=/lower,upperdir=/over/upper,workdir=/over/work files /new
for name in dev proc sys; do mount --move /$name /new/$name; done
exec switch_root /new /bin/sh ${path.join(place, "guest.sh")}
`);
  chmodSync(path.join(folder, "init"), 0o755);
  const image = path.join(place, "first.cpio");
  execFileSync("/bin/sh", ["-c", `find . | cpio -o -H newc 2>/dev/null > ${image}`], { cwd: folder });
  return image;
}

function guestScript(): string {
  const words = process.argv.length > 2 ? process.argv.slice(2) : suites;
  return `export PATH=${path.join(root, "node_modules", ".bin")}:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root KONTOR_PPP_PROOF=1 NO_COLOR=1 CI=1
${Object.entries(process.env).filter(([name]) => name.startsWith("KONTOR_")).map(([name, value]) => `export ${name}='${value}'`).join("\n")}
mkdir -p /dev/pts /dev/shm; mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts; mount -t tmpfs -o mode=1777 memory /dev/shm; mount -t tmpfs memory /run
ln -sfn /proc/self/fd /dev/fd; mkdir -p -m 1777 /run/lock; mount -t tmpfs -o mode=1777 memory /var/tmp
mkdir -p /lib/modules; mount --bind ${path.join(kernel.folder, "lib", "modules")} /lib/modules
ip link set lo up; modprobe -a ppp_generic ppp_async; mknod -m 600 /dev/ppp c 108 0 2>/dev/null
cd ${root}; uname -r
vitest run --reporter=verbose --no-file-parallelism --testTimeout=600000 --hookTimeout=600000 ${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}
echo ${ended} $?
echo o > /proc/sysrq-trigger; while :; do :; done
`;
}

/** @returns the exit code of the tests */
async function boot(): Promise<number> {
  writeFileSync(path.join(place, "guest.sh"), guestScript());
  const machine = spawn("qemu-system-x86_64", [
    "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "4096", "-smp", "2", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot", "-net", "none",
    "-kernel", path.join(kernel.folder, "boot", `vmlinuz-${kernel.version}`), "-initrd", initialFiles(), "-append", "console=ttyS0 quiet panic=-1",
    "-virtfs", "local,path=/,mount_tag=files,security_model=none,readonly=on,multidevs=remap",
  ], { stdio: ["ignore", "pipe", "inherit"] });
  let code = 1;
  for await (const line of createInterface({ input: machine.stdout })) {
    if (line.startsWith(ended)) code = Number(line.slice(ended.length));
    else console.log(line);
  }
  return code;
}
