import type { WorkstationSession } from "../session.ts";
import type { WorkstationShell } from "../routes.ts";

/** Of the operator who is logged in, for all customers: whether PINs of cards that speak with banks are kept while the screen is unlocked. */
export async function changeKeptPins({ shell, session }: { readonly shell: WorkstationShell; readonly session: WorkstationSession }): Promise<void> {
  const { operator } = session;
  if (operator === undefined) return;
  const keep = !operator.keepsCardPins;
  const sure = await shell.confirm({
    title: "PINs of cards that speak with banks", yes: keep ? "keep them" : "ask each time", no: "leave as it is",
    consequence: keep ? "The PIN is then asked for once per card. Until the screen is locked, whoever sits here can begin sessions with the bank without it." : "Each session with a bank then asks for the PIN of its card.",
    details: keep ? ["It is wiped when the screen is locked, when you log out, when the card is taken out, and when the card does not take it.", "Orders are not signed with it: signing asks each time."] : [],
  });
  if (!sure) return;
  await operator.setKeepsCardPins(keep);
  session.forgetPins();
  shell.notice(keep ? "Asked for once per card, until the screen is locked." : "Asked for before each session.", "good");
}
