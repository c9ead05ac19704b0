/** How much one customer may ask of the bank at once. */
export interface HostLimits {
  /** Segments of one upload; beyond it 091118. */
  readonly segmentsMax: number;
  /** Ciphertext of one upload, bytes; beyond it 091117. */
  readonly uploadBytesMax: number;
  /** Order data inflated, bytes; beyond it 091117. */
  readonly orderBytesMax: number;
  /** Uploads of one partner under way; beyond it 091119. */
  readonly openUploadsMax: number;
  /** So often in a row a customer may be sent back to the recovery point; then the transaction ends with 091102. */
  readonly recoveriesMax: number;
  /** Downloads of one partner that wait for a receipt; beyond it the oldest is forgotten, and what it held is given again at the next fetch. */
  readonly openDownloadsMax: number;
  /** Nonces that are remembered, two hours each; beyond it 091119 until some are old enough. */
  readonly noncesMax: number;
}

/** Orders of several gigabytes pass; what lies on the disk is theirs. */
export const practiceLimits: HostLimits = {
  segmentsMax: 10_000, uploadBytesMax: 4 * 1024 ** 3, orderBytesMax: 8 * 1024 ** 3, openUploadsMax: 20, recoveriesMax: 10, openDownloadsMax: 20, noncesMax: 200_000,
};
