const LONG = 16
// A whole JSON string, or a whole number: digits inside a string are passed over because the string is matched first.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const INTEGER = /^-?[1-9]\d{15,}$/

/** The same JSON text with every integer beyond 2^53 as a string of its digits. Only a text with 16 digits in a row pays for it. */
export function quoteLongIntegers(text: string): string {
  if (!hasLongDigits(text)) return text
  return text.replace(STRING_OR_NUMBER, (token) => (INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token))
}

/** JSON.parse that loses no digit of an integer: one beyond 2^53 arrives as a decimal string. Throws SyntaxError like JSON.parse. */
export const parseJson = (text: string): unknown => JSON.parse(quoteLongIntegers(text))

/** Looks at every 16th character only: 16 digits in a row cannot stand between two of them. A regular expression costs half of JSON.parse here. */
function hasLongDigits(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigit(text.charCodeAt(at))) continue
    let first = at
    while (isDigit(text.charCodeAt(first - 1))) first -= 1
    while (isDigit(text.charCodeAt(at + 1))) at += 1
    if (at - first + 1 >= LONG) return true
  }
  return false
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
