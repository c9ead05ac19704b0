/** The one way in which an order's number is shown, on screens, paper, the command line and in the journal: 47 -> "0047". */
export function orderNumberText(number: number): string {
  return String(number).padStart(4, "0");
}
