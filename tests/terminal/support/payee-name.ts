/** A name that has little in common with its neighbours', and still can be found by its number. */
export function payeeName(id: number): string {
  return `payee ${((id * 2_654_435_761) >>> 0).toString(36)} ${((id * 40_503) >>> 0).toString(36)} number ${id}`;
}
