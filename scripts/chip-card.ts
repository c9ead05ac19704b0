/** Builds what speaks to chip cards (pkcs11js), and says what it lacks. Kontor does the same by itself when a card is first used. `npm run chip-card` */
import { buildAddon } from "../src/signing/pkcs11/addon.ts";

const addon = await buildAddon();
switch (addon.kind) {
  case "built":
    console.log("Chip cards are available.");
    break;
  case "no-compiler":
    console.error("There is no g++. Install it (Debian: apt install g++), then run this again.");
    process.exitCode = 1;
    break;
  case "failed":
    console.error(`${addon.output}\nIt could not be compiled; what is missing stands above.`);
    process.exitCode = 1;
}
