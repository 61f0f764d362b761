/** A number with a fixed count of decimals, halves rounded to the even neighbour as Python does, as text. */
export function roundHalfEven(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (decimals < 0) {
    const unit = 10 ** -decimals;
    return String(Number(roundHalfEven(value / unit, 0)) * unit);
  }
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (decimals > 0 ? `.${'0'.repeat(decimals)}` : '');
  const places = Math.min(decimals, 100);
  const text = value.toFixed(places);
  return isTie(value, places) && isOdd(text) ? awayFrom(value, places, text) : text;
}

/** Whether a number lies exactly between two neighbours: its decimal expansion ends in a 5 right behind the last place. */
function isTie(value: number, decimals: number): boolean {
  const exact = Math.abs(value).toFixed(Math.min(100, decimals + 30));
  const point = exact.indexOf('.');
  return /^50*$/.test(exact.slice(point + 1 + decimals)) && Number(exact) === Math.abs(value);
}

function isOdd(text: string): boolean {
  return Number(text.at(-1)) % 2 === 1;
}

/** `toFixed` rounds halves up in size, so that the even neighbour of an odd result is one step nearer to zero. */
function awayFrom(value: number, decimals: number, rounded: string): string {
  const step = 10 ** -decimals;
  const text = (Math.abs(Number(rounded)) - step).toFixed(decimals);
  return value < 0 ? `-${text}` : text;
}
