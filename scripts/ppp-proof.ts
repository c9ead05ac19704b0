/**
 * Runs the tests of PPP in a kernel that has it. Without arguments all of them; settings of tests (KONTOR_CUTS) are handed on.
 * `npm run ppp-proof [-- vitest arguments]`
 */
import { pppSuites, testInOwnKernel } from "./own-kernel.ts";

const words = process.argv.slice(2);
process.exitCode = (await testInOwnKernel(words.length > 0 ? words : pppSuites, console.log)) ?? 2;
