export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

export const plain: Paint = (_colour, text) => text

export const coloured: Paint = (colour, text) => {
  const [on, off] = CODES[colour]
  return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`
}

/** Colour only for people: on a terminal, and not when they asked for none (https://no-color.org). */
export const paintFor = (stream: { readonly isTTY?: boolean | undefined }, env: Readonly<Record<string, string | undefined>>): Paint =>
  stream.isTTY && (env['NO_COLOR'] ?? '') === '' ? coloured : plain
