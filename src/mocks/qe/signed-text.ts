import { memberText, queryEscape, toBytes } from './go-text.js'
import type { RawRequest } from './raw-request.js'

interface Part {
  readonly name: string
  readonly text: string
}

/** The text that the service signs for a request: query and body read, merged, sorted by name, written anew. Names and values are bytes. */
export function signedText(request: RawRequest): string {
  const own = request.pairs.map(({ name, value }) => ({ name, text: `${queryEscape(name)}=${queryEscape(value)}` }))
  return joined(merged(request, own))
}

/**
 * What a client may have signed instead, the likeliest first: parameters encoded as they were sent, the `@` of the Python SDK left alone, no
 * sorting, the body left out or appended as it is. For the log, which then shows where the texts part.
 */
export function mistakenTexts(request: RawRequest): readonly [string, ...string[]] {
  const asSent = request.pairs.map(({ name, raw }) => ({ name, text: raw }))
  const unsorted = asSent.filter(isSigned).map(({ text }) => text)
  return [
    joined(merged(request, asSent)),
    joined(merged(request, asSent)).replaceAll('%40', '@'),
    unsorted.join('&'),
    joined(asSent),
    unsorted.join('&') + request.body,
  ]
}

function merged({ members }: RawRequest, query: readonly Part[]): Part[] {
  const inBody: Part[] = []
  for (const [name, value] of members ?? []) {
    const bytes = toBytes(name)
    if (name.toLowerCase() !== 'signature')
      inBody.push({ name: bytes, text: `${queryEscape(bytes)}=${queryEscape(toBytes(memberText(value)))}` })
  }
  const replaced = new Set(inBody.map(({ name }) => name))
  return [...query.filter(({ name }) => !replaced.has(name)), ...inBody]
}

const isSigned = ({ name }: Part): boolean => name !== 'signature'

const joined = (parts: readonly Part[]): string =>
  parts
    .filter(isSigned)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ text }) => text)
    .join('&')
