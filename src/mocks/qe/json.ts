/** A number by its text: the service signs 1.0 and 1e-07 as they stand in the body. */
export interface JsonNumber {
  readonly literal: string
}

export type Json = string | boolean | null | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** JSON.parse that keeps the text of numbers. Throws SyntaxError. */
export function readJson(text: string): Json {
  // What is no JSON fails here; below it can be cut into tokens without a second look.
  JSON.parse(text)
  const tokens = text.match(TOKEN) ?? []
  let at = 0
  const next = (): string => {
    at += 1
    return tokens[at - 1] ?? ''
  }
  const value = (): Json => {
    const token = next()
    if (token === '[') return list()
    if (token === '{') return object()
    if (token.startsWith('"')) return JSON.parse(token) as string
    if (token === 'null') return null
    return token === 'true' || token === 'false' ? token === 'true' : { literal: token }
  }
  const list = (): Json[] => {
    const entries: Json[] = []
    for (; tokens[at] !== ']'; skipComma()) entries.push(value())
    at += 1
    return entries
  }
  const object = (): Map<string, Json> => {
    const members = new Map<string, Json>()
    for (; tokens[at] !== '}'; skipComma()) {
      const name = JSON.parse(next()) as string
      at += 1
      members.set(name, value())
    }
    at += 1
    return members
  }
  const skipComma = () => {
    if (tokens[at] === ',') at += 1
  }
  return value()
}

export const isNumber = (value: Json | undefined): value is JsonNumber => typeof value === 'object' && value !== null && 'literal' in value

export const isObject = (value: Json | undefined): value is ReadonlyMap<string, Json> => value instanceof Map

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
