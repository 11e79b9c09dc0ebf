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
