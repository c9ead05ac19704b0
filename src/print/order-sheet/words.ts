import type { Language } from "../../domain/money.ts";
import type { OrderEvent, OrderState, TransactionState } from "../../domain/order-life.ts";

export interface OrderSheetWords {
  order(number: string): string;
  readonly state: Readonly<Record<OrderState, string>>;
  readonly transactionState: Readonly<Record<TransactionState, string>>;
  readonly event: Readonly<Record<OrderEvent | "created", string>>;
  readonly facts: {
    readonly sum: string; readonly count: string; readonly accounts: string; readonly executionDate: string; readonly messageId: string; readonly format: string;
    readonly created: string; readonly bankOrderId: string; readonly digest: string; readonly bankAnswer: string; readonly sentAgain: string; readonly sentAs: string;
  };
  readonly asksBack: { readonly label: string; order(number: string): string };
  /** Of a file in no known format. */
  readonly contentUnknown: string;
  readonly signatures: string;
  readonly noSignatures: string;
  readonly voidSignature: string;
  readonly signatureColumns: readonly [signer: string, signatureClass: string, device: string, at: string];
  readonly payments: string;
  readonly paymentColumns: readonly [number: string, creditor: string, remittance: string, state: string, amount: string];
  batch(number: number): string;
  execution(date: string): string;
  /** Of an order that collects, instead of the words for payments. */
  readonly collecting: { readonly note: string; readonly accounts: string; readonly dueDate: string; readonly debtor: string; due(date: string): string };
  readonly noAccount: string;
  readonly carriedForward: string;
  readonly broughtForward: string;
  batchSum(number: number, count: string): string;
  total(count: string): string;
  readonly sumDiffers: string;
  readonly history: string;
  readonly historyColumns: readonly [at: string, what: string, who: string, note: string];
}

export const orderSheetWords: Readonly<Record<Language, OrderSheetWords>> = {
  en: {
    order: (number) => `Order ${number}`,
    state: {
      draft: "draft", checked: "checked", "partly-signed": "partly signed", signed: "signed", queued: "queued", sending: "sending", unanswered: "never heard back", delivered: "delivered",
      "waiting-at-bank": "waiting for signers at the bank", accepted: "accepted", "partly-accepted": "partly accepted", refused: "refused", booked: "booked", cancelled: "cancelled",
    },
    transactionState: { open: "", accepted: "accepted", refused: "refused", booked: "booked" },
    event: {
      created: "created", check: "checked", edit: "changed", sign: "signed", "sign-last": "signed, complete", "withdraw-signatures": "signatures withdrawn", queue: "put in the outbox", unqueue: "taken from the outbox", "queue-for-others": "put in the outbox, for others to sign at the bank", "unqueue-for-others": "taken from the outbox",
      "start-sending": "sending begun", "not-sent": "not sent", "lose-answer": "answer lost", deliver: "delivered", "prove-absent": "not at the bank, proved", "prove-absent-for-others": "not at the bank, proved", "wait-at-bank": "waits at the bank", "keep-waiting": "not decided yet",
      accept: "accepted", "accept-partly": "partly accepted", refuse: "refused", book: "booked", cancel: "cancelled",
    },
    facts: {
      sum: "Sum", count: "Payments", accounts: "From account", executionDate: "Execution date", messageId: "Message id", format: "Format", created: "Created", bankOrderId: "Order id at the bank",
      digest: "SHA-256 of what is signed", bankAnswer: "The bank's last word", sentAgain: "Sent although the same content had left before", sentAs: "Sent as",
    },
    asksBack: { label: "Recall", order: (number) => `asks back payments of order ${number}; nothing is paid` },
    contentUnknown: "Free-form file: its content is not known, it may move any sum from any account",
    signatures: "Signatures", noSignatures: "Not signed yet.", voidSignature: "void: the order was changed afterwards",
    signatureColumns: ["Signer", "Class", "Device and procedure", "Time"],
    payments: "Payments", paymentColumns: ["No.", "Payee and account", "Remittance and reference", "State", "Amount"],
    batch: (number) => `Batch ${number}`, execution: (date) => `executed on ${date}`, collecting: { note: "direct debits", accounts: "Into account", dueDate: "Due date", debtor: "Debtor and account", due: (date) => `due on ${date}` }, noAccount: "no account given",
    carriedForward: "Carried forward", broughtForward: "Brought forward",
    batchSum: (number, count) => `Batch ${number}: ${count} payments`, total: (count) => `Total of ${count} payments`,
    sumDiffers: "The sum of the printed payments differs from the order's sum. Do not rely on this sheet; check the order again.",
    history: "History", historyColumns: ["Time", "What", "Who", "Note"],
  },
  hu: {
    order: (number) => `Megbízás ${number}`,
    state: {
      draft: "vázlat", checked: "ellenőrizve", "partly-signed": "részben aláírva", signed: "aláírva", queued: "küldésre vár", sending: "küldés alatt", unanswered: "nem jött válasz", delivered: "átadva",
      "waiting-at-bank": "a banknál aláíróra vár", accepted: "elfogadva", "partly-accepted": "részben elfogadva", refused: "elutasítva", booked: "könyvelve", cancelled: "visszavonva",
    },
    transactionState: { open: "", accepted: "elfogadva", refused: "elutasítva", booked: "könyvelve" },
    event: {
      created: "létrehozva", check: "ellenőrizve", edit: "módosítva", sign: "aláírva", "sign-last": "aláírva, teljes", "withdraw-signatures": "aláírások visszavonva", queue: "kimenő tálcára téve", unqueue: "kimenő tálcáról levéve", "queue-for-others": "kimenő tálcára téve, a többi aláírás a banknál", "unqueue-for-others": "kimenő tálcáról levéve",
      "start-sending": "küldés megkezdve", "not-sent": "nem ment el", "lose-answer": "a válasz elveszett", deliver: "átadva", "prove-absent": "bizonyítottan nincs a banknál", "prove-absent-for-others": "bizonyítottan nincs a banknál", "wait-at-bank": "a banknál várakozik", "keep-waiting": "a bank még nem döntött",
      accept: "elfogadva", "accept-partly": "részben elfogadva", refuse: "elutasítva", book: "könyvelve", cancel: "visszavonva",
    },
    facts: {
      sum: "Összeg", count: "Tételek", accounts: "Terhelendő számla", executionDate: "Teljesítés napja", messageId: "Üzenetazonosító", format: "Formátum", created: "Létrehozva", bankOrderId: "Azonosító a banknál",
      digest: "Az aláírt adatok SHA-256 értéke", bankAnswer: "A bank utolsó válasza", sentAgain: "Elküldve, bár ugyanez a tartalom korábban már elment", sentAs: "A banknál így",
    },
    asksBack: { label: "Visszahívás", order: (number) => `a(z) ${number} megbízás fizetéseit kéri vissza; fizetés nem történik` },
    contentUnknown: "Szabad formátumú fájl: tartalma nem ismert, bármely számláról bármekkora összeget mozgathat",
    signatures: "Aláírások", noSignatures: "Még nincs aláírva.", voidSignature: "érvénytelen: a megbízás utóbb megváltozott",
    signatureColumns: ["Aláíró", "Osztály", "Eszköz és eljárás", "Időpont"],
    payments: "Tételek", paymentColumns: ["Ssz.", "Kedvezményezett és számla", "Közlemény és azonosító", "Állapot", "Összeg"],
    batch: (number) => `${number}. csomag`, execution: (date) => `teljesítés: ${date}`, collecting: { note: "beszedés", accounts: "Jóváírandó számla", dueDate: "Esedékesség", debtor: "Fizető fél és számla", due: (date) => `esedékes: ${date}` }, noAccount: "nincs számlaszám",
    carriedForward: "Átvitel", broughtForward: "Áthozat",
    batchSum: (number, count) => `${number}. csomag: ${count} tétel`, total: (count) => `Összesen ${count} tétel`,
    sumDiffers: "A nyomtatott tételek összege eltér a megbízás összegétől. Ez a lap nem mérvadó; ellenőrizze újra a megbízást.",
    history: "Előzmények", historyColumns: ["Időpont", "Esemény", "Ki", "Megjegyzés"],
  },
  de: {
    order: (number) => `Auftrag ${number}`,
    state: {
      draft: "Entwurf", checked: "geprüft", "partly-signed": "teilweise unterschrieben", signed: "unterschrieben", queued: "im Ausgang", sending: "wird gesendet", unanswered: "ohne Antwort", delivered: "übergeben",
      "waiting-at-bank": "wartet bei der Bank auf Unterschriften", accepted: "angenommen", "partly-accepted": "teilweise angenommen", refused: "abgelehnt", booked: "gebucht", cancelled: "storniert",
    },
    transactionState: { open: "", accepted: "angenommen", refused: "abgelehnt", booked: "gebucht" },
    event: {
      created: "angelegt", check: "geprüft", edit: "geändert", sign: "unterschrieben", "sign-last": "unterschrieben, vollständig", "withdraw-signatures": "Unterschriften zurückgenommen", queue: "in den Ausgang gelegt", unqueue: "aus dem Ausgang genommen", "queue-for-others": "in den Ausgang gelegt, die anderen unterschreiben bei der Bank", "unqueue-for-others": "aus dem Ausgang genommen",
      "start-sending": "Senden begonnen", "not-sent": "nicht gesendet", "lose-answer": "Antwort verloren", deliver: "übergeben", "prove-absent": "nachweislich nicht bei der Bank", "prove-absent-for-others": "nachweislich nicht bei der Bank", "wait-at-bank": "wartet bei der Bank", "keep-waiting": "noch nicht entschieden",
      accept: "angenommen", "accept-partly": "teilweise angenommen", refuse: "abgelehnt", book: "gebucht", cancel: "storniert",
    },
    facts: {
      sum: "Summe", count: "Zahlungen", accounts: "Auftraggeberkonto", executionDate: "Ausführungstag", messageId: "Nachrichten-ID", format: "Format", created: "Angelegt", bankOrderId: "Auftragsnummer bei der Bank",
      digest: "SHA-256 der unterschriebenen Daten", bankAnswer: "Letzte Auskunft der Bank", sentAgain: "Gesendet, obwohl derselbe Inhalt schon einmal abging", sentAs: "Gesendet als",
    },
    asksBack: { label: "Rückruf", order: (number) => `ruft Zahlungen des Auftrags ${number} zurück; bezahlt wird nichts` },
    contentUnknown: "Freie Datei: ihr Inhalt ist nicht bekannt, sie kann jeden Betrag von jedem Konto bewegen",
    signatures: "Unterschriften", noSignatures: "Noch nicht unterschrieben.", voidSignature: "ungültig: der Auftrag wurde danach geändert",
    signatureColumns: ["Unterzeichner", "Klasse", "Gerät und Verfahren", "Zeitpunkt"],
    payments: "Zahlungen", paymentColumns: ["Nr.", "Empfänger und Konto", "Verwendungszweck und Referenz", "Stand", "Betrag"],
    batch: (number) => `Sammler ${number}`, execution: (date) => `Ausführung am ${date}`, collecting: { note: "Lastschriften", accounts: "Gutschriftskonto", dueDate: "Fälligkeit", debtor: "Zahler und Konto", due: (date) => `fällig am ${date}` }, noAccount: "ohne Konto",
    carriedForward: "Übertrag", broughtForward: "Übertrag von der Vorseite",
    batchSum: (number, count) => `Sammler ${number}: ${count} Zahlungen`, total: (count) => `Summe über ${count} Zahlungen`,
    sumDiffers: "Die Summe der gedruckten Zahlungen weicht von der Auftragssumme ab. Dieses Blatt ist nicht verlässlich; den Auftrag erneut prüfen.",
    history: "Verlauf", historyColumns: ["Zeitpunkt", "Was", "Wer", "Vermerk"],
  },
};
