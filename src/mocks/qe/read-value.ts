import type { ParamSpec } from '../../core/operation.js'
import { isList, isNumber, type Json } from './json.js'
import { plainDecimal } from './plain-decimal.js'

/** What was sent for a parameter, typed; the text itself where it stands for nothing of the kind (the check then says so); undefined for nothing. */
export function readValue(spec: ParamSpec, sent: Json | undefined): unknown {
  if (sent === undefined || sent === null || sent === '') return undefined
  if (spec.kind === 'list' || spec.encoding === 'comma') return listOf(spec, sent)
  switch (spec.kind) {
    case 'boolean':
      return booleanOf(sent)
    case 'int':
      return integerOf(sent, Number)
    case 'int64':
      return integerOf(sent, BigInt)
    case 'decimal':
    // What has alternatives in this API, lists apart, are numbers.
    case 'anyOf':
      return decimalOf(sent)
    case 'string':
      return sent
    default:
      return isNumber(sent) ? Number(sent.literal) : sent
  }
}

const textOf = (sent: Json): Json => (isNumber(sent) ? sent.literal : sent)

/** Python prints them with a capital. */
function booleanOf(sent: Json): Json {
  if (sent === 'true' || sent === 'True') return true
  return sent === 'false' || sent === 'False' ? false : sent
}

function integerOf(sent: Json, convert: (digits: string) => number | bigint): unknown {
  const text = textOf(sent)
  return typeof text === 'string' && /^-?\d{1,19}$/.test(text) ? convert(text) : sent
}

function decimalOf(sent: Json): unknown {
  const text = textOf(sent)
  return typeof text === 'string' ? (plainDecimal(text) ?? text) : text
}

/** A list in a body, a name that is repeated in the query, or one text with commas. */
function listOf(spec: ParamSpec, sent: Json): unknown {
  if (isList(sent)) return sent
  if (typeof sent !== 'string') return sent
  return spec.encoding === 'comma' ? sent.split(',') : [sent]
}
