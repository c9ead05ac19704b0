import { readFileSync } from "node:fs";
import { AppError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { confirmCodeToken, enrolCodeToken, loseCodeToken, resynchroniseCodeToken, unlockCodeToken } from "../../workflows/keys/code-tokens.ts";
import type { CodeMethod, HashAlgorithm, NewReleaseToken, ReleaseToken, SmsGatewayConfig } from "../../workflows/ports/one-time-password.ts";
import { fromBase32 } from "../../signing/one-time-password/codes/base32.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { codeOptions, twoCodes } from "../one-time-codes.ts";
import { readSecret } from "../secrets.ts";
import { outcomeText } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface CreateOptions {
  readonly signer: string;
  readonly kind: string;
  readonly title?: string;
  readonly digits?: string;
  readonly algorithm?: string;
  readonly period?: string;
  readonly secretFile?: string;
  readonly number?: string;
  readonly gatewayUrl?: string;
  readonly gatewayBodyFile?: string;
  readonly gatewayAuthorizationFile?: string;
  readonly gatewayCaFile?: string;
  readonly gatewayKey?: string;
  readonly modem?: string;
  readonly baudRate: string;
  readonly simPinFile?: string;
  readonly practiceFile?: string;
}

/** `kontor one-time-password …`: tokens and telephones that release signing keys. */
export const oneTimePassword: Noun = (program, io) => {
  const noun = program.command("one-time-password").description("tokens and telephones whose codes release a signing key (then: kontor subscriber protect)");

  customerOptions(noun.command("list").description("tokens and telephones of a customer's signers")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async ({ store }) => {
      const signers = new Map((await store.signers.all()).map((one) => [one.id, one.name]));
      const rows = (await store.releases.tokens()).map((one) => ({ id: one.id, title: one.title, signer: signers.get(one.signerId) ?? "", kind: kindOf(one.method), state: one.state, wrongCodes: one.wrongCodes, made: one.made.at }));
      io.out(options.json === true ? toJson(rows) : table(["title", "signer", "kind", "state", "wrong codes", "id"], rows.map((one) => [one.title, one.signer, one.kind, one.state, String(one.wrongCodes), one.id])));
    });
  });

  customerOptions(noun.command("create").description("set up a token or telephone; it counts once it was confirmed by its first code"))
    .requiredOption("--signer <name>", "whose it is")
    .requiredOption("--kind <kind>", "challenge (OCRA: digits of the order are typed into it), clock (TOTP), button (HOTP) or text (a text message)")
    .option("--title <text>", "shown wherever a code is asked for (default: token of, or telephone of, the signer)")
    .option("--digits <n>", "of its codes (default: 8 for challenge, 6 for clock and button)")
    .option("--algorithm <hash>", "SHA1, SHA256 or SHA512 (default: SHA256 for challenge, SHA1 for clock and button)")
    .option("--period <seconds>", "of a clock token: 30 or 60 (default: 30)")
    .option("--secret-file <file>", "secret of a token that has one already, base 32 or hex (default: a new one is made and shown once)")
    .option("--number <number>", "text: to which telephone, +36301234567")
    .option("--gateway-url <url>", "text, by an HTTPS gateway: where it is posted to")
    .option("--gateway-body-file <file>", "JSON with {number} and {text} in strings")
    .option("--gateway-authorization-file <file>", "value of the header Authorization")
    .option("--gateway-ca-file <file>", "PEM: only this authority may vouch for the gateway")
    .option("--gateway-key <hash>", "SHA-256 of the gateway's public key, hex, instead of an authority")
    .option("--modem <device>", "text, by a GSM modem: its serial port, /dev/ttyUSB0")
    .option("--baud-rate <n>", "of the port", "115200")
    .option("--sim-pin-file <file>", "PIN of the modem's SIM")
    .option("--practice-file <file>", "text, for practice: it is written to the end of this file")
    .action(async (options: CreateOptions) => {
      await withCustomer(io, options, async (context) => {
        const signer = (await context.store.signers.all()).find((one) => one.name === options.signer);
        if (signer === undefined) throw new AppError("input", "no-such-signer", `There is no signer ${options.signer}.`, { meaning: "Nothing was set up.", next: "kontor subscriber list shows them." });
        const title = options.title ?? `${options.kind === "text" ? "telephone" : "token"} of ${signer.name}`;
        const { token, handover } = await enrolCodeToken(context, { signerId: signer.id, title, method: methodOf(options) });
        io.out(`${token.title} set up, id ${token.id}.\n`);
        if (handover !== undefined) {
          io.out("Its secret, shown this once; put it into the token and keep it nowhere else:\n");
          io.out(table(["form", "value"], [["base 32", handover.secretBase32], ["hex", handover.secretHex], ...(handover.uri === undefined ? [] : [["address", handover.uri]]), ...(handover.suite === undefined ? [] : [["OCRA suite", handover.suite]])]));
        }
        io.out(`Next: kontor one-time-password confirm "${token.title}"\n`);
      });
    });

  codeOptions(customerOptions(noun.command("confirm <token>").description("ask for its first code; from then on it counts"))).action(async (name: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const token = await confirmCodeToken(context, (await tokenNamed(context, name)).id);
      io.out(`The ${token.title} counts. Next: kontor subscriber protect USERID --with "${token.title}"\n`);
    });
  });

  customerOptions(noun.command("resynchronise <token>").description("set a token's counter or clock right by two codes, one right after the other"))
    .option("--codes-file <file>", "file with one code on each of two lines (default: asked for at the terminal)")
    .action(async (name: string, options: { readonly codesFile?: string }) => {
      await withCustomer(io, options, async (context) => {
        const token = await tokenNamed(context, name);
        const [first, second] = await twoCodes(io, options.codesFile);
        await resynchroniseCodeToken(context, token.id, first, second);
        io.out(`The ${token.title} is right again.\n`);
      });
    });

  customerOptions(noun.command("unlock <token>").description("after too many wrong codes; find out first who typed them")).action(async (name: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const token = await tokenNamed(context, name);
      io.out(outcomeText(await unlockCodeToken(context, token.id), `The ${token.title} can be used again.`));
    });
  });

  customerOptions(noun.command("lost <token>").description("it counts no more, for good; its signer then protects the key by another one, or not, with the PIN")).action(async (name: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const token = await tokenNamed(context, name);
      io.out(outcomeText(await loseCodeToken(context, token.id), `The ${token.title} counts no more.`));
    });
  });
};

/** By title or id. @throws AppError workflow/`no-such-token`, input/`several-tokens` */
export async function tokenNamed(context: WorkflowContext, name: string): Promise<ReleaseToken> {
  const found = (await context.store.releases.tokens()).filter((one) => one.id === name || one.title.toLowerCase() === name.toLowerCase());
  const [only, ...more] = found.length > 1 ? found.filter((one) => one.state !== "lost") : found;
  if (only === undefined) throw new AppError("workflow", "no-such-token", `There is no token or telephone "${name}".`, { next: "kontor one-time-password list shows them." });
  if (more.length > 0) throw new AppError("input", "several-tokens", `There are several tokens "${name}".`, { meaning: "Nothing was done.", next: "Give the id of one: kontor one-time-password list." });
  return only;
}

function methodOf(options: CreateOptions): NewReleaseToken["method"] {
  if (options.kind === "text") {
    if (options.number === undefined) throw new AppError("input", "bad-number", "Say to which telephone: --number +36301234567.", { meaning: "Nothing was set up." });
    return { kind: "text-message", number: options.number, gateway: gatewayOf(options) };
  }
  const kinds: Readonly<Record<string, "challenge" | "counter" | "time">> = { challenge: "challenge", button: "counter", clock: "time" };
  const kind = kinds[options.kind];
  if (kind === undefined) throw new AppError("input", "bad-token", `"${options.kind}" is no kind of token.`, { meaning: "Nothing was set up.", next: "Say challenge, clock, button or text." });
  return { kind, digits: numberOf(options.digits), periodS: numberOf(options.period), algorithm: algorithmOf(options.algorithm), secret: options.secretFile === undefined ? undefined : secretOf(options.secretFile) };
}

function gatewayOf(options: CreateOptions): SmsGatewayConfig {
  const text = (file: string): string => {
    using secret = readSecret("gateway", { file });
    return secret.revealText();
  };
  if (options.practiceFile !== undefined) return { kind: "practice", file: options.practiceFile };
  if (options.modem !== undefined) return { kind: "gsm-modem", device: options.modem, baudRate: numberOf(options.baudRate) ?? 115_200, simPin: options.simPinFile === undefined ? undefined : text(options.simPinFile) };
  if (options.gatewayUrl === undefined || options.gatewayBodyFile === undefined) {
    throw new AppError("input", "no-gateway", "Say how the text leaves.", { meaning: "Nothing was set up.", next: "Give --gateway-url and --gateway-body-file, or --modem, or --practice-file." });
  }
  const body = readFileSync(options.gatewayBodyFile, "utf8");
  if (!isTemplate(body)) throw new AppError("input", "bad-gateway-body", `${options.gatewayBodyFile} is not JSON with {number} and {text} in its strings.`, { meaning: "Nothing was set up.", next: 'As in {"to":"{number}","message":"{text}"}; the gateway\'s manual says its names.' });
  return {
    kind: "https", url: options.gatewayUrl, body, authorization: options.gatewayAuthorizationFile === undefined ? undefined : text(options.gatewayAuthorizationFile),
    pinnedCaPem: options.gatewayCaFile === undefined ? undefined : readFileSync(options.gatewayCaFile, "utf8"), pinnedKeySha256: options.gatewayKey,
  };
}

function isTemplate(body: string): boolean {
  try {
    JSON.parse(body);
    return body.includes("{number}") && body.includes("{text}");
  } catch {
    return false;
  }
}

/** Base 32 as tokens come with it, or hex. */
function secretOf(file: string): Secret {
  using secret = readSecret("secret", { file });
  const text = secret.revealText().replace(/[\s-]/g, "");
  if (/^([0-9a-f]{2})+$/i.test(text)) return new Secret(Uint8Array.from(Buffer.from(text, "hex")));
  const bytes = fromBase32(text);
  if (bytes === undefined) throw new AppError("input", "bad-token", "The token's secret is neither base 32 nor hex.", { meaning: "Nothing was set up." });
  return new Secret(bytes);
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text)) throw new AppError("input", "bad-number", `"${text}" is no number.`, { meaning: "Nothing was set up." });
  return Number(text);
}

function algorithmOf(text: string | undefined): HashAlgorithm | undefined {
  if (text === undefined || text === "SHA1" || text === "SHA256" || text === "SHA512") return text;
  throw new AppError("input", "bad-token", `"${text}" is no hash of one-time passwords.`, { meaning: "Nothing was set up.", next: "Say SHA1, SHA256 or SHA512." });
}

function kindOf(method: CodeMethod): string {
  switch (method.kind) {
    case "challenge":
      return method.suite;
    case "counter":
      return `button (HOTP), ${method.digits} digits`;
    case "time":
      return `clock (TOTP), ${method.digits} digits`;
    case "text-message":
      return `text by ${method.gateway.kind}`;
  }
}
