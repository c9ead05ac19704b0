import type { Language } from "../../domain/money.ts";
import type { StatementKind } from "../../domain/statement.ts";

export interface StatementWords {
  /** What the page is called: no report or notification may pass for a statement on paper. */
  readonly titles: Readonly<Record<StatementKind, string>>;
  readonly facts: { readonly account: string; readonly owner: string; readonly period: string; readonly identification: string; readonly created: string };
  readonly opening: string;
  readonly credits: string;
  readonly debits: string;
  readonly closing: string;
  readonly balanced: string;
  readonly notBalanced: string;
  readonly notCheckable: string;
  readonly entries: string;
  readonly columns: readonly [booked: string, value: string, details: string, amount: string, balance: string];
  readonly noEntries: string;
  readonly reversal: string;
  readonly pending: string;
  readonly information: string;
  readonly returned: string;
  payments(count: string): string;
  more(count: string): string;
  readonly carriedForward: string;
  readonly broughtForward: string;
  total(count: string): string;
  readonly runningDiffers: string;
  readonly balances: string;
  readonly balanceColumns: readonly [kind: string, date: string, amount: string];
  readonly balanceKinds: Readonly<Record<string, string>>;
}

export const statementWords: Readonly<Record<Language, StatementWords>> = {
  en: {
    titles: { statement: "Account statement", report: "Intraday report, not a statement", notification: "Notification, not a statement" },
    facts: { account: "Account", owner: "Account holder", period: "Period", identification: "Statement id", created: "Made by the bank" },
    opening: "Opening balance", credits: "Money in", debits: "Money out", closing: "Closing balance",
    balanced: "Checked: the opening balance and the booked entries give the closing balance.",
    notBalanced: "The opening balance and the booked entries do not give the closing balance. Ask the bank.",
    notCheckable: "The bank gave no opening or closing balance, so the statement could not be checked.",
    entries: "Entries", columns: ["Booked", "Value", "Details", "Amount", "Balance"], noEntries: "No entries in this period.",
    reversal: "reversal", pending: "pending, not in the balance", information: "for information, not in the balance", returned: "returned",
    payments: (count) => `${count} payments`, more: (count) => `and ${count} more`,
    carriedForward: "Carried forward", broughtForward: "Brought forward", total: (count) => `Sum of ${count} booked entries`,
    runningDiffers: "The last running balance is not the closing balance the bank gives.",
    balances: "Balances given by the bank", balanceColumns: ["Balance", "Date", "Amount"],
    balanceKinds: { OPBD: "Opening, booked", PRCD: "Closing of the day before", CLBD: "Closing, booked", ITBD: "Interim, booked", CLAV: "Closing, available", OPAV: "Opening, available", ITAV: "Interim, available", FWAV: "Available later", INFO: "For information", XPCD: "Expected" },
  },
  hu: {
    titles: { statement: "Számlakivonat", report: "Napközi jelentés, nem számlakivonat", notification: "Értesítő, nem számlakivonat" },
    facts: { account: "Számla", owner: "Számlatulajdonos", period: "Időszak", identification: "Kivonat azonosítója", created: "A bank készítette" },
    opening: "Nyitóegyenleg", credits: "Jóváírások", debits: "Terhelések", closing: "Záróegyenleg",
    balanced: "Ellenőrizve: a nyitóegyenleg és a könyvelt tételek kiadják a záróegyenleget.",
    notBalanced: "A nyitóegyenleg és a könyvelt tételek nem adják ki a záróegyenleget. Kérdezze meg a bankot.",
    notCheckable: "A bank nem közölt nyitó- vagy záróegyenleget, ezért a kivonat nem volt ellenőrizhető.",
    entries: "Tételek", columns: ["Könyvelés", "Értéknap", "Részletek", "Összeg", "Egyenleg"], noEntries: "Ebben az időszakban nincs tétel.",
    reversal: "sztornó", pending: "függő, nincs az egyenlegben", information: "tájékoztató, nincs az egyenlegben", returned: "visszaérkezett",
    payments: (count) => `${count} tétel együtt`, more: (count) => `és még ${count}`,
    carriedForward: "Átvitel", broughtForward: "Áthozat", total: (count) => `${count} könyvelt tétel összege`,
    runningDiffers: "Az utolsó göngyölített egyenleg nem a bank által közölt záróegyenleg.",
    balances: "A bank által közölt egyenlegek", balanceColumns: ["Egyenleg", "Dátum", "Összeg"],
    balanceKinds: { OPBD: "Nyitó, könyvelt", PRCD: "Előző nap záró", CLBD: "Záró, könyvelt", ITBD: "Közbenső, könyvelt", CLAV: "Záró, felhasználható", OPAV: "Nyitó, felhasználható", ITAV: "Közbenső, felhasználható", FWAV: "Később felhasználható", INFO: "Tájékoztató", XPCD: "Várható" },
  },
  de: {
    titles: { statement: "Kontoauszug", report: "Untertägiger Bericht, kein Kontoauszug", notification: "Umsatzanzeige, kein Kontoauszug" },
    facts: { account: "Konto", owner: "Kontoinhaber", period: "Zeitraum", identification: "Auszugskennung", created: "Von der Bank erstellt" },
    opening: "Anfangssaldo", credits: "Gutschriften", debits: "Belastungen", closing: "Schlusssaldo",
    balanced: "Geprüft: Anfangssaldo und gebuchte Umsätze ergeben den Schlusssaldo.",
    notBalanced: "Anfangssaldo und gebuchte Umsätze ergeben nicht den Schlusssaldo. Bitte bei der Bank nachfragen.",
    notCheckable: "Die Bank gab keinen Anfangs- oder Schlusssaldo an; der Auszug konnte nicht geprüft werden.",
    entries: "Umsätze", columns: ["Buchung", "Wert", "Einzelheiten", "Betrag", "Saldo"], noEntries: "Keine Umsätze in diesem Zeitraum.",
    reversal: "Storno", pending: "vorgemerkt, nicht im Saldo", information: "zur Information, nicht im Saldo", returned: "Rückgabe",
    payments: (count) => `${count} Zahlungen`, more: (count) => `und ${count} weitere`,
    carriedForward: "Übertrag", broughtForward: "Übertrag von der Vorseite", total: (count) => `Summe über ${count} gebuchte Umsätze`,
    runningDiffers: "Der letzte laufende Saldo ist nicht der Schlusssaldo der Bank.",
    balances: "Salden laut Bank", balanceColumns: ["Saldo", "Datum", "Betrag"],
    balanceKinds: { OPBD: "Anfang, gebucht", PRCD: "Schluss des Vortags", CLBD: "Schluss, gebucht", ITBD: "Zwischenstand, gebucht", CLAV: "Schluss, verfügbar", OPAV: "Anfang, verfügbar", ITAV: "Zwischenstand, verfügbar", FWAV: "Später verfügbar", INFO: "Zur Information", XPCD: "Erwartet" },
  },
};
