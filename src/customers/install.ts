import path from "node:path";
import type { Clock, Randomness } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import { makeId, type OperatorId } from "../domain/ids.ts";
import type { Language } from "../domain/money.ts";
import type { Secret } from "../domain/secret.ts";
import { fold, type OnWrite } from "../store/index.ts";
import type { CustomerSummary, Install, OperatorSession, OperatorSummary } from "./contract.ts";
import { newIdentity, sealIdentity, unsealIdentity } from "./identity.ts";
import { type InstallContext, toCustomerSummary } from "./install-context.ts";
import { defaultKeyDerivation, deriveKey, type KeyDerivation } from "./key-derivation.ts";
import { LoginDelay } from "./login-delay.ts";
import { LoggedIn } from "./logged-in.ts";
import { requireStrongPassphrase } from "./passphrase.ts";
import { makePrivateFolder } from "./private-files.ts";
import { Registry } from "./registry.ts";
import type { RegisteredOperator } from "./registry-schema.ts";

export interface InstallOptions {
  /** Absolute path of the data root; made when missing. */
  readonly root: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Cost of new passphrases; what is sealed already keeps its own. */
  readonly keyDerivation?: KeyDerivation | undefined;
  /** Given to every store that is opened: fault tests fail the n-th write with it. */
  readonly onWrite?: OnWrite | undefined;
}

/** Opens a data root. @throws AppError area "store" when it cannot be read or written */
export async function openInstall(options: InstallOptions): Promise<Install> {
  makePrivateFolder(options.root);
  makePrivateFolder(path.join(options.root, "customers"));
  const install = new LocalInstall(options);
  install.operators(); // a damaged registry is told now
  return install;
}

class LocalInstall implements Install {
  readonly #context: InstallContext;
  readonly #cost: KeyDerivation;
  readonly #delay: LoginDelay;
  readonly #sessions = new Set<OperatorSession>();

  constructor(options: InstallOptions) {
    this.#context = { root: options.root, clock: options.clock, randomness: options.randomness, registry: new Registry(options.root), onWrite: options.onWrite };
    this.#cost = options.keyDerivation ?? defaultKeyDerivation;
    this.#delay = new LoginDelay(options.clock);
  }

  operators(): readonly OperatorSummary[] {
    return this.#context.registry.read().operators.map(toOperatorSummary).sort((a, b) => a.name.localeCompare(b.name));
  }

  customers(): readonly CustomerSummary[] {
    return this.#context.registry.read().customers.map((customer) => toCustomerSummary(this.#context.root, customer)).sort((a, b) => a.shortName.localeCompare(b.shortName));
  }

  async createOperator(operator: { readonly name: string; readonly language: Language; readonly passphrase: Secret }): Promise<OperatorSession> {
    const name = operator.name.trim();
    this.#requireFreeName(name);
    requireStrongPassphrase(operator.passphrase, name);
    const identity = await newIdentity();
    const owner = { id: makeId<"OperatorId">(this.#context.clock.now(), this.#context.randomness.bytes(10)), recipient: identity.recipient };
    const sealedIdentity = await sealIdentity(identity.secret, owner, operator.passphrase, this.#cost, this.#context.randomness);
    await this.#context.registry.locked(async () => {
      this.#requireFreeName(name);
      this.#context.registry.write((document) => ({ ...document, operators: [...document.operators, { ...owner, name, language: operator.language, sealedIdentity }] }));
    });
    return this.#begin({ id: owner.id, name, language: operator.language }, identity.secret);
  }

  async login(name: string, passphrase: Secret): Promise<OperatorSession> {
    const folded = fold(name);
    this.#delay.check(folded);
    const operator = this.#context.registry.read().operators.find((known) => fold(known.name) === folded);
    const secret = operator === undefined ? await this.#pretend(passphrase) : await unsealIdentity(operator.sealedIdentity, operator, passphrase);
    if (operator === undefined || secret === undefined) {
      this.#delay.failed(folded);
      throw wrongPassphrase();
    }
    this.#delay.succeeded(folded);
    return this.#begin(toOperatorSummary(operator), secret);
  }

  async confirmPassphrase(session: OperatorSession, passphrase: Secret): Promise<void> {
    const { id, name } = session.operator;
    const folded = fold(name);
    this.#delay.check(folded);
    const operator = this.#context.registry.read().operators.find((known) => known.id === id);
    const secret = operator === undefined ? undefined : await unsealIdentity(operator.sealedIdentity, operator, passphrase);
    if (secret === undefined) {
      this.#delay.failed(folded);
      throw new AppError("rights", "wrong-passphrase", "The passphrase is wrong.", { meaning: "The screen stays locked.", next: "Type it again; mind the keyboard's language." });
    }
    secret.wipe();
    this.#delay.succeeded(folded);
  }

  async changePassphrase(session: OperatorSession, oldPassphrase: Secret, newPassphrase: Secret): Promise<void> {
    const { id, name } = session.operator;
    const folded = fold(name);
    this.#delay.check(folded);
    requireStrongPassphrase(newPassphrase, name);
    await this.#context.registry.locked(async () => {
      const operator = this.#context.registry.read().operators.find((known) => known.id === id);
      const secret = operator === undefined ? undefined : await unsealIdentity(operator.sealedIdentity, operator, oldPassphrase);
      if (operator === undefined || secret === undefined) {
        this.#delay.failed(folded);
        throw wrongPassphrase();
      }
      const sealedIdentity = await sealIdentity(secret, operator, newPassphrase, this.#cost, this.#context.randomness);
      secret.wipe();
      this.#context.registry.write((document) => ({ ...document, operators: document.operators.map((known) => (known.id === id ? { ...known, sealedIdentity } : known)) }));
    });
    this.#delay.succeeded(folded);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }

  #begin(operator: OperatorSummary, secret: Secret): OperatorSession {
    const session = new LoggedIn(this.#context, operator, secret, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    return session;
  }

  async #pretend(passphrase: Secret): Promise<undefined> {
    (await deriveKey(passphrase, new Uint8Array(16), this.#cost)).fill(0);
    return undefined;
  }

  #requireFreeName(name: string): void {
    if (fold(name) === "") throw new AppError("input", "name-missing", "An operator needs a name.");
    if (this.#context.registry.read().operators.some((known) => fold(known.name) === fold(name))) {
      throw new AppError("input", "name-taken", "There already is an operator of that name.", { meaning: "Nobody was added.", next: "Choose a name that differs by more than accents and case." });
    }
  }
}

function wrongPassphrase(): AppError {
  return new AppError("rights", "wrong-passphrase", "The name or the passphrase is wrong.", { meaning: "Nothing was opened.", next: "Type both again; mind the keyboard's language." });
}

function toOperatorSummary(operator: RegisteredOperator): OperatorSummary {
  return { id: operator.id as OperatorId, name: operator.name, language: operator.language };
}
