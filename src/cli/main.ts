/** The program's entry. Decides quickly what is wanted, so that the workstation's first frame does not wait for the command line's parts. */
const args = process.argv.slice(2);
const demo = args.length === 1 && args[0] === "demo";
const inTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;

if (inTerminal && (args.length === 0 || demo)) {
  const { startWorkstationHere } = await import("./workstation.ts");
  await startWorkstationHere({ demo });
} else {
  const { runCommandLine } = await import("./command-line.ts");
  process.exitCode = await runCommandLine(args);
}
