import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Pty } from "../support/pty.ts";
import { Machine, programPath, type Workstation } from "../support/workstation.ts";

/** However the workstation ends, the terminal is usable afterwards and every store opens again. */

const machine = new Machine();
beforeAll(async () => {
  await (await machine.startDemo(100, 30)).quit();
});
afterAll(() => machine.close());

/** Opens all three customers and walks their journals; leaves by the question. */
async function expectEverythingOpens(kontor: Workstation): Promise<void> {
  await kontor.go("Tab", /▸ ▌DANUBE/);
  for (const name of ["Duna Logisztika", "Korona Handels", "Tisza Consulting"]) {
    await kontor.go("Enter", name);
    await kontor.go("j", "› Journal");
    await kontor.go("v", /whole/);
    await kontor.go("Esc", name);
    await kontor.go("Esc", "Needs me now");
    kontor.press("Down");
  }
  kontor.press("Ctrl-C");
  await kontor.waitFor("You leave Kontor.");
  kontor.press("Right", "Enter");
  await kontor.waitForExit();
  expect(kontor.exitCode).toBe(0);
  kontor.expectTerminalGivenBack();
}

test("Ctrl-C asks first, and staying is the default", async () => {
  const kontor = await machine.startDemo(100, 30);
  await kontor.go("Ctrl-C", "You leave Kontor.");
  await kontor.go("Enter", (screen) => !screen.includes("You leave Kontor."));
  await expectEverythingOpens(kontor);
});

test.each([["SIGTERM", 15], ["SIGHUP", 1]] as const)("%s: the process ends by it, the terminal is given back, stores open", async (signal, number) => {
  const kontor = await machine.startDemo(100, 30);
  expect(kontor.modes()).toMatchObject({ alternateScreen: true, bracketedPaste: true });
  kontor.kill(signal);
  await kontor.waitForExit();
  expect(kontor.exitSignal).toBe(number);
  kontor.expectTerminalGivenBack();
  await expectEverythingOpens(await machine.startDemo(100, 30));
});

test("kill -9 in the middle of a session: the next start settles the order, and it is at the bank at most once", async () => {
  const kontor = await machine.startDemo(100, 30);
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await kontor.go(["Down", "Down"], /▸ ▌TISZA/);
  await kontor.go("x", "leaves in 1 order.");
  kontor.press("Right", "Enter");
  await kontor.waitFor("order 0003");
  kontor.kill("SIGKILL");
  await kontor.waitForExit();

  const again = await machine.startDemo(100, 30);
  await again.go("Tab", /▸ ▌DANUBE/);
  await again.go(["Down", "Down"], /▸ ▌TISZA/);
  await again.go("Enter", "Tisza Consulting");
  await again.waitFor(/0003 .*(queued|never heard back|delivered|accepted)/);
  await again.go("Esc", "Needs me now");
  again.press("Ctrl-C", "Ctrl-C");
  await again.waitForExit();
  again.expectTerminalGivenBack();
  await expectEverythingOpens(await machine.startDemo(100, 30));
});

describe.skipIf(!existsSync("/bin/bash"))("under a shell", () => {
  test("Ctrl-Z gives the shell back, fg brings the workstation as it was", async () => {
    const shell = machine.open("/bin/bash", ["--noprofile", "--norc", "--noediting", "-i"], { columns: 100, rows: 30, environment: { PS1: "shell> " } });
    await shell.waitFor("shell>");
    shell.type(`${programPath} demo\r`);
    await shell.waitForDemo();
    await shell.go("Tab", /▸ ▌DANUBE/);
    await shell.go("Ctrl-Z", "Stopped");
    await shell.waitFor(/^shell> $/m); // what is typed before, the shell throws away
    shell.expectTerminalGivenBack();
    shell.type("echo $((6 * 7))\r");
    await shell.waitFor(/^42$/m);
    shell.type("fg\r");
    await shell.waitFor(/▸ ▌DANUBE/);
    expect(shell.modes()).toMatchObject({ alternateScreen: true, bracketedPaste: true });
    await shell.go("Enter", "Duna Logisztika");
    shell.press("Ctrl-C", "Ctrl-C");
    await shell.waitFor(/shell> $/m);
    shell.expectTerminalGivenBack();
    shell.type("exit\r");
    await shell.waitForExit();
  });

  test("after kill -9 a new workstation sets the terminal up and gives it back", async () => {
    const shell = machine.open("/bin/bash", ["--noprofile", "--norc", "--noediting", "-i"], { columns: 100, rows: 30, environment: { PS1: "shell> " } });
    await shell.waitFor("shell>");
    shell.type(`sh -c 'echo $$ > ${machine.folder}/pid; exec ${programPath} demo'\r`);
    await shell.waitForDemo();
    process.kill(Number(readFileSync(`${machine.folder}/pid`, "utf8")), "SIGKILL");
    // "Killed" may be written into the last cell of a row, letter over letter: the dead program had switched the wrap off. The prompt begins a line.
    await shell.waitFor(/^shell> /m);
    // What the killed one has drawn still stands there, and nobody can have tidied up.
    shell.type("\rclear\r");
    await shell.waitFor((screen) => !screen.includes("Customers (3)"));
    shell.type(`${programPath} demo\r`);
    await shell.waitForDemo();
    shell.press("Ctrl-C", "Ctrl-C");
    await shell.waitFor(/shell> $/m);
    shell.expectTerminalGivenBack();
    shell.type("stty -a | tr ';' '\\n' | grep -c -- ' icanon'\r");
    await shell.waitFor(/^1$/m);
    shell.type("exit\r");
    await shell.waitForExit();
  });
});

test("a terminal that cannot show screens is told what works without them", async () => {
  const kontor = new Pty("env", ["TERM=dumb", programPath]);
  await kontor.waitForExit();
  expect(kontor.exitCode).toBe(2);
  expect(kontor.raw).toContain("kontor --help lists what works without them");
  expect(kontor.raw).not.toContain("\u001b[");
});
