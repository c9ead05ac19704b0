/** What lies in a key file, opened. */
export interface KeyFileContent {
  /** PKCS#8 DER, in clear: whoever holds it wipes it. */
  readonly keysPkcs8: Buffer[];
  readonly certificatesDer: Buffer[];
}
