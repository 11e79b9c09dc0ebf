import type { SpecStream } from './document.js'

/** The placeholder that may be any market; all others have values. */
const MARKET = 'symbol'

/** Pieces of a name: texts as they are, placeholders by their names. */
type Piece = { readonly text: string } | { readonly placeholder: string }

const piecesOf = (name: string): Piece[] =>
  name
    .split(/(<\w+>)/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('<') ? { placeholder: piece.slice(1, -1) } : { text: piece }))

function valuesOf({ values = {} }: SpecStream, placeholder: string): readonly string[] {
  const listed = values[placeholder]
  return Array.isArray(listed) ? listed.map(String) : []
}

/** Placeholders of the names that have no values. */
export const openPlaceholders = (stream: SpecStream): string[] => [
  ...new Set(
    stream.names.flatMap((name) =>
      piecesOf(name).flatMap((piece) =>
        'placeholder' in piece && piece.placeholder !== MARKET && valuesOf(stream, piece.placeholder).length === 0 ? piece.placeholder : [],
      ),
    ),
  ),
]

/** Every name of the stream, the market left as it is written. */
export const namesOf = (stream: SpecStream): string[] =>
  stream.names.flatMap((name) =>
    piecesOf(name).reduce<string[]>(
      (begun, piece) => {
        const ends = 'text' in piece ? [piece.text] : piece.placeholder === MARKET ? [`<${MARKET}>`] : valuesOf(stream, piece.placeholder)
        return begun.flatMap((start) => ends.map((end) => start + end))
      },
      [''],
    ),
  )

/** The type of its names: a template that takes any market, and the listed values only. */
export const nameType = (stream: SpecStream): string =>
  stream.names
    .map((name) => {
      const pieces = piecesOf(name).map((piece) => {
        if ('text' in piece) return piece.text.replaceAll(/[`\\]|\$\{/g, '\\$&')
        if (piece.placeholder === MARKET) return `$${'{string}'}`
        return `\${${valuesOf(stream, piece.placeholder)
          .map((value) => `'${value}'`)
          .join(' | ')}}`
      })
      return pieces.length === 1 && 'text' in (piecesOf(name)[0] ?? {}) ? `'${name}'` : `\`${pieces.join('')}\``
    })
    .join(' | ')

/** Source of a regular expression for its names. A market has no @, no / (it parts the streams of an address), and no upper case. */
export function namePattern(stream: SpecStream): string {
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const alternatives = stream.names.map((name) =>
    piecesOf(name)
      .map((piece) => {
        if ('text' in piece) return escaped(piece.text)
        return piece.placeholder === MARKET ? '[^@/A-Z]+' : `(?:${valuesOf(stream, piece.placeholder).map(escaped).join('|')})`
      })
      .join(''),
  )
  return alternatives.length === 1 ? `^${alternatives.join('')}$` : `^(?:${alternatives.join('|')})$`
}
