import type { Language } from "../../domain/money.ts";
import type { LetterKey } from "../../workflows/ports/printed-pages.ts";

export interface LetterWords {
  readonly title: Readonly<Record<LetterKey["letter"], string>>;
  readonly bank: string;
  readonly host: string;
  readonly partner: string;
  readonly user: string;
  readonly userName: string;
  readonly date: string;
  readonly intro: Readonly<Record<LetterKey["letter"], string>>;
  readonly use: Readonly<Record<LetterKey["use"], string>>;
  version(version: string, bits: number): string;
  readonly certificate: string;
  readonly hash: string;
  readonly exponent: string;
  readonly modulus: string;
  /** Over exponent and modulus. */
  readonly numbersHash: string;
  readonly declaration: Readonly<Record<LetterKey["letter"], string>>;
  readonly place: string;
  readonly signature: string;
}

export const letterWords: Readonly<Record<Language, LetterWords>> = {
  en: {
    title: { INI: "Initialisation letter INI", HIA: "Initialisation letter HIA" },
    bank: "Bank", host: "Host id", partner: "Partner id", user: "User id", userName: "User", date: "Date and time",
    intro: { INI: "The key for signing orders was sent to the bank electronically. This letter confirms it.", HIA: "The keys for authentication and encryption were sent to the bank electronically. This letter confirms them." },
    use: { signature: "Signature key", authentication: "Authentication key", encryption: "Encryption key" },
    version: (version, bits) => `Version ${version}, RSA ${bits} bits`, certificate: "Certificate", hash: "Hash of the certificate (SHA-256)",
    exponent: "Exponent", modulus: "Modulus", numbersHash: "Hash of the public key (SHA-256)",
    declaration: { INI: "I confirm the key above for my electronic signature.", HIA: "I confirm the keys above for my authentication and encryption." },
    place: "Place, date", signature: "Signature",
  },
  hu: {
    title: { INI: "INI inicializáló levél", HIA: "HIA inicializáló levél" },
    bank: "Bank", host: "Host azonosító", partner: "Partnerazonosító", user: "Felhasználóazonosító", userName: "Felhasználó", date: "Dátum és idő",
    intro: { INI: "A megbízások aláírására szolgáló kulcsot elektronikusan elküldtük a banknak. Ez a levél megerősíti azt.", HIA: "A hitelesítésre és a titkosításra szolgáló kulcsokat elektronikusan elküldtük a banknak. Ez a levél megerősíti azokat." },
    use: { signature: "Aláírókulcs", authentication: "Hitelesítő kulcs", encryption: "Titkosító kulcs" },
    version: (version, bits) => `${version} változat, RSA ${bits} bit`, certificate: "Tanúsítvány", hash: "A tanúsítvány lenyomata (SHA-256)",
    exponent: "Kitevő", modulus: "Modulus", numbersHash: "A nyilvános kulcs lenyomata (SHA-256)",
    declaration: { INI: "Elektronikus aláírásomhoz a fenti kulcsot megerősítem.", HIA: "Hitelesítésemhez és titkosításomhoz a fenti kulcsokat megerősítem." },
    place: "Hely, dátum", signature: "Aláírás",
  },
  de: {
    title: { INI: "Initialisierungsbrief INI", HIA: "Initialisierungsbrief HIA" },
    bank: "Bank", host: "Host-ID", partner: "Kunden-ID", user: "Teilnehmer-ID", userName: "Teilnehmer", date: "Datum und Uhrzeit",
    intro: { INI: "Der Schlüssel zum Unterschreiben von Aufträgen wurde der Bank elektronisch übermittelt. Dieser Brief bestätigt ihn.", HIA: "Die Schlüssel für Authentifikation und Verschlüsselung wurden der Bank elektronisch übermittelt. Dieser Brief bestätigt sie." },
    use: { signature: "Unterschriftsschlüssel", authentication: "Authentifikationsschlüssel", encryption: "Verschlüsselungsschlüssel" },
    version: (version, bits) => `Version ${version}, RSA ${bits} Bit`, certificate: "Zertifikat", hash: "Hashwert des Zertifikats (SHA-256)",
    exponent: "Exponent", modulus: "Modulus", numbersHash: "Hashwert des öffentlichen Schlüssels (SHA-256)",
    declaration: { INI: "Hiermit bestätige ich den obigen öffentlichen Schlüssel für meine elektronische Unterschrift.", HIA: "Hiermit bestätige ich die obigen öffentlichen Schlüssel für meine Authentifikation und Verschlüsselung." },
    place: "Ort, Datum", signature: "Unterschrift",
  },
};
