import { parseJson } from '../../core/json.js'
import type { Operation, ParamSpec } from '../../core/operation.js'
import { checkRules } from '../../core/params/check-rules.js'
import { checkValue } from '../../core/params/check-value.js'
import type { RawRequest } from './raw-request.js'
import { isHttpRefusal, Refusal, type RefusalCode } from './refusals.js'
import { exists } from './symbols.js'
import { isSignedAnyway } from './verify.js'

export type MockParams = Readonly<Record<string, unknown>>

const AUTH_NAMES = new Set(['timestamp', 'signature'])
/** Below /sapi every call that is signed takes a window, listed or not. */
const PART_AUTH_NAMES = new Set([...AUTH_NAMES, 'recvWindow'])
/** Digits after the point that an exchange of this kind keeps. */
const MOST_DECIMALS = 8
/** Where amounts are those of markets: on the exchange itself, and in margin accounts, which trade there. */
const OF_THE_EXCHANGE = new Set([undefined, 'margin'])
/** Where a symbol is a market: elsewhere it may be a stock, a prediction or an account. */
const OF_MARKETS = new Set([undefined, 'margin', 'algo'])

/** The code for a value that is not one of an enum's. */
const ENUM_CODES: Readonly<Record<string, RefusalCode>> = {
  side: '-1117',
  timeInForce: '-1115',
  interval: '-1120',
  symbolStatus: '-1122',
  cancelRestrictions: '-1145',
  pegPriceType: '-1210',
  pegOffsetType: '-1211',
}

/** Mandatory, unread, types, enums, rules between parameters: in this order. Throws Refusal; returns typed parameters. */
export function readParams(
  operation: Pick<Operation, 'params' | 'rules' | 'signed' | 'namespace'>,
  request: Pick<RawRequest, 'values' | 'repeated' | 'value'> & Partial<Pick<RawRequest, 'header'>>,
): MockParams {
  const { params: specs, namespace } = operation
  const sent = withHeaders(specs, request)
  if (request.repeated !== undefined) throw new Refusal('-1101', request.repeated)
  for (const name in specs) {
    if (!specs[name]?.required) continue
    const text = sent.get(name)
    if (text === undefined || text === '') throw new Refusal('-1102', name)
  }
  const names = [...request.values.keys()]
  const authNames = namespace === undefined ? AUTH_NAMES : PART_AUTH_NAMES
  const signed = operation.signed || isSignedAnyway(operation, request)
  const read = names.filter((name) => isRead(specs[name]) || (signed && authNames.has(name)))
  if (read.length < names.length) throw new Refusal('-1104', `read '${read.length}' parameter(s) but was sent '${names.length}'`)
  const params: Record<string, unknown> = {}
  for (const [name, text] of sent) {
    const spec = specs[name]
    if (!spec) continue
    if (text === '') throw new Refusal('-1105', name)
    const value = readValue(name, spec, text)
    if (OF_THE_EXCHANGE.has(namespace)) checkDecimals(name, spec, text)
    params[name] = value
  }
  if (OF_MARKETS.has(namespace)) checkSymbols(params)
  const broken = checkRules(operation.rules ?? [], params, specs)[0]
  if (broken) {
    const missing = broken.rule === 'require' || broken.rule === 'atLeastOne' || broken.rule === 'exactlyOne'
    const nothing = broken.parameters.every((name) => params[name] === undefined)
    const code = String(broken.providerCode ?? (missing && nothing ? -1102 : -1128))
    throw new Refusal(isHttpRefusal(code) ? code : '-1128', broken.parameters[0] ?? '')
  }
  return params
}

function readValue(name: string, spec: ParamSpec, text: string): unknown {
  const value = typed(name, spec, text)
  const problem = checkValue(spec, value)
  if (!problem) return value
  const [rule] = problem
  if (rule === 'enum') throw new Refusal(enumCode(name, spec), name)
  if (name === 'strategyType' || /StrategyType$/.test(name)) throw new Refusal('-1134')
  if (rule === 'range' && spec.kind === 'int64') throw new Refusal(spec.min === undefined ? '-1108' : '-1130', name)
  throw new Refusal(rule === 'type' || rule === 'decimal' || rule === 'pattern' ? '-1100' : '-1130', name)
}

function checkDecimals(name: string, { kind }: ParamSpec, text: string): void {
  if (kind === 'decimal' && (text.split('.')[1]?.length ?? 0) > MOST_DECIMALS) throw new Refusal('-1111', name)
}

const isRead = (spec: ParamSpec | undefined): boolean => spec !== undefined && spec.in !== 'header'

/** What was sent, with the headers that are parameters; one of these in the query stands for nothing. */
function withHeaders(
  specs: Readonly<Record<string, ParamSpec>>,
  { values, header }: Pick<RawRequest, 'values'> & Partial<Pick<RawRequest, 'header'>>,
): ReadonlyMap<string, string> {
  const names = Object.keys(specs).filter((name) => specs[name]?.in === 'header')
  if (names.length === 0) return values
  const sent = new Map([...values].filter(([name]) => !names.includes(name)))
  for (const name of names) {
    const text = header?.(name)
    if (text !== undefined) sent.set(name, text)
  }
  return sent
}

function enumCode(name: string, spec: ParamSpec): RefusalCode {
  if (name === 'type' && spec.values?.includes('MINI')) return '-1139'
  if (name === 'type' || /Type$/.test(name)) {
    if (spec.values?.includes('LIMIT_MAKER') || spec.values?.includes('MARKET')) return '-1116'
  }
  const stem = Object.keys(ENUM_CODES).find((key) => name === key || name.toLowerCase().endsWith(key.toLowerCase()))
  return (stem === undefined ? undefined : ENUM_CODES[stem]) ?? '-1130'
}

/** The value that the text stands for, or the text itself where it stands for nothing (the check then says so). */
function typed(name: string, spec: ParamSpec, text: string): unknown {
  switch (spec.kind) {
    case 'int':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text
    case 'number':
    case 'amount':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
    case 'boolean': {
      const [yes, no] = spec.encoding === 'upper' ? ['TRUE', 'FALSE'] : ['true', 'false']
      return text === yes ? true : text === no ? false : text
    }
    case 'int64':
      if (/^-?\d{20,}$/.test(text)) throw new Refusal('-1108', name)
      return /^-?\d{1,19}$/.test(text) ? BigInt(text) : text
    case 'list':
      return spec.encoding === 'comma' ? commaList(name, spec, text) : parseJsonText(name, text)
    case 'object':
      return parseJsonText(name, text)
    case 'anyOf': {
      const list = spec.encoding === 'comma' ? spec.anyOf?.find(({ kind }) => kind === 'list') : undefined
      if (list) return commaList(name, list, text)
      return text.startsWith('[') ? parseJsonText(name, text) : text
    }
    case 'string':
    case 'decimal':
      return text
  }
}

/** A list that came as one text. */
const commaList = (name: string, { items }: ParamSpec, text: string): unknown[] =>
  text.split(',').map((entry) => (items ? typed(name, items, entry) : entry))

function parseJsonText(name: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw new Refusal('-1135', name)
  }
}

function checkSymbols({ symbol, symbols, symbolStatus }: MockParams): void {
  if (typeof symbol === 'string' && !exists(symbol)) throw new Refusal('-1121')
  // Every market of the mock trades.
  if (typeof symbol === 'string' && symbolStatus !== undefined && symbolStatus !== 'TRADING') throw new Refusal('-1220')
  if (!Array.isArray(symbols)) return
  if (!symbols.every((one) => typeof one === 'string' && exists(one))) throw new Refusal('-1121')
  if (new Set(symbols).size < symbols.length) throw new Refusal('-1151')
}
