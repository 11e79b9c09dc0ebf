const LONG = 16
// A whole JSON string, or a whole number: digits inside a string are passed over because the string is matched first.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const INTEGER = /^-?[1-9]\d{15,}$/

/** The same JSON text with every integer beyond 2^53 as a string of its digits. Only a text with so many digits where a number may begin pays for it. */
export function quoteLongIntegers(text: string): string {
  if (!hasLongNumber(text)) return text
  return text.replace(STRING_OR_NUMBER, (token) => (INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token))
}

/** JSON.parse that loses no digit of an integer: one beyond 2^53 arrives as a decimal string. Throws SyntaxError like JSON.parse. */
export const parseJson = (text: string): unknown => JSON.parse(quoteLongIntegers(text))

/** Looks at every 16th character only: 16 digits in a row cannot stand between two of them. A regular expression costs half of JSON.parse here. */
function hasLongNumber(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    // Of 16 digits in a row that reach over this place, 8 stand to one side of it: most numbers are ruled out by two looks.
    if (!isDigit(text.charCodeAt(at)) || !(reaches(text, at, 1) || reaches(text, at, -1))) continue
    let first = at
    while (isDigit(text.charCodeAt(first - 1))) first -= 1
    while (isDigit(text.charCodeAt(at + 1))) at += 1
    if (at - first + 1 >= LONG && mayBegin(text, first)) return true
  }
  return false
}

/** Whether there can be 8 more digits on this side. */
const reaches = (text: string, at: number, side: 1 | -1): boolean =>
  isDigit(text.charCodeAt(at + 8 * side)) && isDigit(text.charCodeAt(at + 4 * side))

/** Ids full of digits are texts as a rule. In front of a number there is a sign at most, and before that a bracket, a comma, a colon or a blank. */
function mayBegin(text: string, at: number): boolean {
  const before = at - (text[at - 1] === '-' ? 2 : 1)
  return before < 0 || BEFORE_NUMBER.has(text[before] ?? '')
}

const BEFORE_NUMBER: ReadonlySet<string> = new Set('[,: \t\n\r')

const isDigit = (code: number): boolean => code >= 48 && code <= 57
