import type { SpecDocument } from './document.js'

/**
 * What the mocks make of each named format. Orval writes the text of these functions into its output, with `faker` in scope,
 * so they may use nothing else. A format in the specs without an entry here stops the generation.
 */
export const formats: Readonly<Record<string, string>> = {
  decimal: '() => faker.finance.amount({ min: 0.00000001, max: 100000, dec: 8 })',
  int64: '() => faker.number.int({ min: 1, max: 9999999999 })',
  int32: '() => faker.number.int({ min: 0, max: 1000 })',
  epoch: '() => faker.date.recent({ days: 30 }).getTime()',
  symbol: "() => faker.helpers.arrayElement(['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCBTC', '这是测试币456'])",
  asset: "() => faker.helpers.arrayElement(['BTC', 'ETH', 'BNB', 'USDT', 'LTC'])",
  'client-order-id': '() => faker.string.alphanumeric(22)',
  'error-code': '() => faker.helpers.arrayElement([-1000, -1003, -1013, -1021, -1022, -1100, -1102, -1121, -2010, -2011, -2013, -2015])',
  zero: "() => '0'",
  timezone: "() => 'UTC'",
  'permission-group': "() => faker.helpers.arrayElement(['SPOT', 'MARGIN', 'TRD_GRP_004'])",
  'account-type': "() => 'SPOT'",
  'match-type': "() => 'ONE_PARTY_TRADE_REPORT'",
  'averaging-span': "() => faker.helpers.arrayElement(['1m', '5m'])",
  'former-client-order-id': "() => faker.datatype.boolean() ? '' : faker.string.alphanumeric(22)",
  'list-reject-reason': "() => 'NONE'",
  'api-key': '() => faker.string.alphanumeric(64)',
  // Numbers that services send now as a number, now as a text.
  'decimal-text': '() => faker.finance.amount({ min: 0, max: 100000, dec: 4 })',
  'java-decimal': '() => faker.finance.amount({ min: 0.00000001, max: 100000, dec: 8 })',
  'flex-decimal':
    '() => faker.datatype.boolean() ? faker.finance.amount({ min: 0.0001, max: 100000, dec: 4 }) : faker.number.float({ min: 0.0001, max: 100000, multipleOf: 0.0001 })',
  'flex-int':
    '() => faker.datatype.boolean() ? String(faker.number.int({ min: 0, max: 100000 })) : faker.number.int({ min: 0, max: 100000 })',
  // Quantum Execute
  'time-text': '() => faker.date.recent({ days: 30 }).toISOString()',
  reason: "() => faker.helpers.arrayElement(['INVALID_PARAMETER', 'UNAUTHORIZED', 'INTERNAL'])",
  'qe-error-code': '() => faker.helpers.arrayElement([400, 401, 403, 404, 500, 9004])',
  'trace-id': '() => faker.string.hexadecimal({ length: 32, casing: "lower", prefix: "" })',
  'request-iso-time': '() => faker.date.recent().toISOString()',
  'compact-date': '() => faker.date.recent({ days: 30 }).toISOString().slice(0, 10).replaceAll("-", "")',
  'compact-time': '() => faker.date.recent({ days: 30 }).toISOString().slice(11, 23).replace(/[:.]/g, "")',
  'listen-key': '() => faker.string.hexadecimal({ length: 32, casing: "lower", prefix: "" })',
  'epoch-seconds-text': '() => String(Math.floor(faker.date.soon({ days: 1 }).getTime() / 1000))',
  'binding-id': '() => faker.string.hexadecimal({ length: 32, casing: "lower", prefix: "" })',
  'master-order-id':
    '() => "BTCUSDT-" + faker.date.recent({ days: 30 }).toISOString().slice(0, 10).replaceAll("-", "") + "-" + faker.string.numeric({ length: 19, allowLeadingZeros: false })',
  'push-type': "() => faker.helpers.arrayElement(['status', 'error'])",
  'json-text': "() => 'connected'",
  // QMT
  'stock-symbol': "() => faker.helpers.arrayElement(['000001.SZ', '600000.SH', '510300.SH', '113050.SH'])",
  'stock-name': "() => faker.helpers.arrayElement(['平安银行', '浦发银行', '沪深300ETF', '南银转债'])",
  'account-id': '() => faker.string.numeric({ length: 10, allowLeadingZeros: false })',
  'nick-name': "() => faker.helpers.arrayElement(['主账户', '账户2'])",
  'trader-index': '() => faker.number.int({ min: 0, max: 2 })',
  yuan: '() => faker.number.float({ min: 0, max: 1000000, multipleOf: 0.01 })',
  'share-price': '() => faker.number.float({ min: 1, max: 200, multipleOf: 0.01 })',
  percent: '() => faker.number.float({ min: -20, max: 20, multipleOf: 0.0001 })',
  'zero-number': '() => 0',
  'share-count': '() => 100 * faker.number.int({ min: 0, max: 100 })',
  'order-id': '() => faker.number.int({ min: 1082130000, max: 1082139999 })',
  'order-status': '() => faker.helpers.arrayElement([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 255])',
  'order-status-text': "() => faker.helpers.arrayElement(['已报', '已成', '已撤', '部成'])",
  'terminal-price-type': '() => faker.helpers.arrayElement([5, 11, 42, 44, 45, 47])',
  'epoch-seconds': '() => Math.floor(faker.date.recent({ days: 1 }).getTime() / 1000)',
  'strategy-name': "() => faker.helpers.arrayElement(['外部策略', 'grid'])",
  'quote-number': '() => faker.number.int({ min: 0, max: 10000000 })',
  'market-field': "() => faker.helpers.arrayElement(['time', 'open', 'high', 'low', 'close', 'volume'])",
  yyyymmdd: '() => faker.date.recent({ days: 60 }).toISOString().slice(0, 10).replaceAll("-", "")',
  timetag: "() => '20260105 14:56:03'",
  'error-text': "() => faker.helpers.arrayElement(['Invalid symbol.', 'Unknown order sent.', 'Order does not exist.'])",
}

/** The map for orval: every format of the document, open enums included. Throws when one has no generator. */
export function formatOverrides(document: SpecDocument): Record<string, () => unknown> {
  const overrides: Record<string, () => unknown> = {}
  const missing = new Set<string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const { format } = node as { format?: unknown }
    if (typeof format === 'string' && !(format in overrides)) {
      const text = formats[format] ?? alternatives(document, format)
      if (text === undefined) missing.add(format)
      else overrides[format] = Object.assign(() => undefined, { toString: () => text })
    }
    Object.values(node).forEach(visit)
  }
  visit(document.components.schemas)
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item)) visit(operation.responses)
  }
  if (missing.size > 0)
    throw new Error(`no mock generator for the format(s) ${[...missing].join(', ')}: add one in scripts/generate/formats.ts`)
  return overrides
}

/** Open enums and open unions: the listed alternatives only, a service does not send what its documents don't know. */
function alternatives(document: SpecDocument, format: string): string | undefined {
  const [kind, name = ''] = format.split(':')
  if (kind === 'enum') {
    const values = document.components.schemas[name]?.anyOf?.[0]?.enum
    return values && `() => faker.helpers.arrayElement(${JSON.stringify(values)})`
  }
  if (kind === 'known') return `() => getKnown${name}Mock()`
  return { 'int64-text': '() => faker.string.numeric({ length: 12, allowLeadingZeros: false })', 'unlisted-tag': "() => 'UNLISTED'" }[
    format
  ]
}
