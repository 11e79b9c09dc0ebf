import { isList, isNumber, isObject, type Json } from './json.js'
import type { RawRequest } from './raw-request.js'

/** What changes from call to call though the caller asks the same: times, signatures, and ids that a client makes up at random. */
const IRRELEVANT = new Set(['timestamp', 'signature', 'recvWindow', 'clientOrderId'])

/** What answers may depend on, in one order. */
export const relevantParams = ({ values }: RawRequest): unknown =>
  [...values]
    .filter(([name]) => !IRRELEVANT.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, plain(value)])

function plain(value: Json): unknown {
  if (isNumber(value)) return value.literal
  if (isList(value)) return value.map(plain)
  return isObject(value) ? [...value].map(([name, member]) => [name, plain(member)]) : value
}
