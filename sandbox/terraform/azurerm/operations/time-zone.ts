/** True for a name in the form of Windows, which is what Azure Monitor takes: `W. Europe Standard Time`. */
export function isTimeZone(name: string): boolean {
  return /^(?:UTC(?:[+-]\d\d)?|Russia Time Zone (?:3|10|11)|[A-Z][A-Za-z. ]*Standard Time(?: \(Mexico\))?)$/.test(name);
}
