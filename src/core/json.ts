const LONG_DIGITS = /\d{16}/
// A whole JSON string, or a whole number: digits inside a string are passed over because the string is matched first.
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const INTEGER = /^-?\d{16,}$/

/** The same JSON text with every integer beyond 2^53 as a string of its digits. Only a text with 16 digits in a row pays for it. */
export function quoteLongIntegers(text: string): string {
  if (!LONG_DIGITS.test(text)) return text
  return text.replace(STRING_OR_NUMBER, (token) => (INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token))
}

/** JSON.parse that loses no digit of an integer: one beyond 2^53 arrives as a decimal string. Throws SyntaxError like JSON.parse. */
export const parseJson = (text: string): unknown => JSON.parse(quoteLongIntegers(text))
