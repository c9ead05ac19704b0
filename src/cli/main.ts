/** The program's entry. Decides quickly what is wanted, so that the workstation's first frame does not wait for the command line's parts. */
const args = process.argv.slice(2);
const wantsWorkstation = args.length === 0 && process.stdin.isTTY === true && process.stdout.isTTY === true;

if (wantsWorkstation) {
  const { startWorkstationHere } = await import("./workstation.ts");
  await startWorkstationHere({ demo: false });
} else {
  const { runCommandLine } = await import("./command-line.ts");
  process.exitCode = await runCommandLine(args);
}
