import type { Language } from "../../domain/money.ts";

interface RecoveryWords {
  readonly title: string;
  readonly administrator: string;
  readonly date: string;
  readonly customer: string;
  /** @param hours from its use until it counts */
  paragraphs(name: string, hours: number): readonly string[];
}

export const recoveryWords: Readonly<Record<Language, RecoveryWords>> = {
  en: {
    title: "Recovery code of an administrator", administrator: "Administrator", date: "Date and time", customer: "Customer",
    paragraphs: (name, hours) => [
      `This code stands for the approval of ${name}, once, for one thing: that another administrator lets a new administrator in, when ${name} is not there any more.`,
      "Put this page into an envelope, sign across its flap, and keep it in a safe to which the other administrators have no key of their own. Delete the file from which it was printed.",
      `When it is needed: the remaining administrator proposes to let the new one in (settings, part 6) and types this code (part 7, t). Everybody who opens the customer sees that for ${hours} hours; until then any other administrator can refuse it. Then the proposal is approved.`,
      "Is the envelope open although nobody is lost? Seal a new code at once (part 7, s): this one counts no more then.",
    ],
  },
  hu: {
    title: "Adminisztrátor helyreállító kódja", administrator: "Adminisztrátor", date: "Dátum és idő", customer: "Ügyfél",
    paragraphs: (name, hours) => [
      `Ez a kód egyetlen alkalommal és egyetlen dologra pótolja ${name} jóváhagyását: hogy egy másik adminisztrátor új adminisztrátort engedjen be, ha ${name} már nem elérhető.`,
      "Tegye ezt a lapot borítékba, írja alá a boríték lezárásán át, és őrizze olyan széfben, amelyhez a többi adminisztrátornak nincs saját kulcsa. Törölje a fájlt, amelyből nyomtatta.",
      `Ha szükség van rá: a megmaradt adminisztrátor javasolja az új beengedését (beállítások, 6. rész), és beírja ezt a kódot (7. rész, t). ${hours} órán át mindenki látja ezt, aki megnyitja az ügyfelet; addig bármely másik adminisztrátor elutasíthatja. Ezután a javaslat jóváhagyható.`,
      "Nyitva van a boríték, pedig senki sem hiányzik? Azonnal készítsen új kódot (7. rész, s): ez a kód attól fogva nem érvényes.",
    ],
  },
  de: {
    title: "Notfallcode eines Administrators", administrator: "Administrator", date: "Datum und Uhrzeit", customer: "Kunde",
    paragraphs: (name, hours) => [
      `Dieser Code steht einmal und für eine einzige Sache an der Stelle der Zustimmung von ${name}: dass ein anderer Administrator einen neuen Administrator einlässt, wenn ${name} nicht mehr da ist.`,
      "Legen Sie dieses Blatt in einen Umschlag, unterschreiben Sie über der Lasche, und verwahren Sie ihn in einem Tresor, zu dem die anderen Administratoren keinen eigenen Schlüssel haben. Löschen Sie die Datei, aus der es gedruckt wurde.",
      `Wenn er gebraucht wird: Der verbliebene Administrator schlägt vor, den neuen einzulassen (Einstellungen, Teil 6), und gibt diesen Code ein (Teil 7, t). Das sieht ${hours} Stunden lang jeder, der den Kunden öffnet; bis dahin kann jeder andere Administrator es ablehnen. Dann wird der Vorschlag genehmigt.`,
      "Ist der Umschlag offen, obwohl niemand fehlt? Versiegeln Sie sofort einen neuen Code (Teil 7, s): dieser gilt dann nicht mehr.",
    ],
  },
};
