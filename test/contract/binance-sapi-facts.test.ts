import { describe, expect, it } from 'vitest'
import { answerOf, entriesOf } from '../../scripts/generate/document.js'
import { lower } from '../../scripts/generate/lower.js'
import { bundled } from '../helpers/bundle-spec.js'
import { DEVIATIONS } from '../helpers/sapi-deviations.js'
import { alwaysThere, type Difference, differences, retiredFacts, sapiFacts } from '../helpers/sapi-facts.js'

// The hand-written spec of everything below /sapi against a table of facts that was compiled apart from it.

const document = lower(await bundled('binance'))
const entries = entriesOf(document).filter(({ path }) => path.startsWith('/sapi/'))
const byId = new Map(entries.map((entry) => [entry.operation.operationId, entry]))

/** POSTs that only read. */
const READING_POSTS = [
  'fundingWallet',
  'userAsset',
  'bnbConvertibleAssets',
  'dustConvertibleAssets',
  'predictionOtcList',
  'predictionOtcDetail',
  'predictionOtcPreview',
  'predictionOtcEvents',
  'predictionOtcReservedBalances',
]
/** GETs that change something. */
const WRITING_GETS = ['setSoftStaking']

const entryOf = (id: string) => {
  const entry = byId.get(id)
  if (!entry) throw new Error(`${id} is not in the spec`)
  return entry
}

const sorted = (found: readonly Difference[]): string[] => found.map(({ path, is }) => `${path}: ${is}`).sort()

describe('the spec of /sapi', () => {
  it('has exactly the current operations, at their method and path', () => {
    const found = entries.map(({ method, path, operation }) => `${method.toUpperCase()} ${path} ${operation.operationId}`)
    const documented = sapiFacts.map(({ method, path, operationId }) => `${method} ${path} ${operationId}`)
    expect(documented).toHaveLength(403)
    expect(found.sort()).toEqual(documented.sort())
  })

  it('has nothing that was retired', () => {
    const routes = new Set(entries.map(({ method, path }) => `${method.toUpperCase()} ${path}`))
    expect(retiredFacts).toHaveLength(56)
    expect(retiredFacts.filter(({ method, path, operationId }) => routes.has(`${method} ${path}`) || byId.has(operationId))).toEqual([])
  })

  it('requires at least nine in ten of the members that the samples always show', () => {
    let [shown, required] = [0, 0]
    for (const fact of sapiFacts) {
      const found = alwaysThere(document, answerOf(entryOf(fact.operationId).operation) ?? {}, fact.response)
      shown += found.shown
      required += found.required
    }
    expect(shown).toBeGreaterThan(3_400)
    expect(required / shown, `${required} of ${shown} are required`).toBeGreaterThanOrEqual(0.9)
  })

  it('knows the calls whose method does not tell whether they write', () => {
    const reading = entries.filter(({ method, operation }) => method !== 'get' && operation['x-write'] !== true)
    const writing = entries.filter(({ method, operation }) => method === 'get' && operation['x-write'] === true)
    expect(reading.map(({ operation }) => operation.operationId).sort()).toEqual([...READING_POSTS].sort())
    expect(writing.map(({ operation }) => operation.operationId)).toEqual(WRITING_GETS)
  })

  it('deviates from the facts where operations have it, once each', () => {
    expect(DEVIATIONS.filter(({ operation }) => !byId.has(operation))).toEqual([])
    const places = DEVIATIONS.map(({ operation, path, is }) => `${operation} ${path} ${is}`)
    expect(places).toEqual([...new Set(places)])
  })
})

it.each(sapiFacts.map((fact) => [fact.operationId, fact] as const))(
  '%s is as the facts say, save for the deviations listed',
  (id, fact) => {
    const known = DEVIATIONS.filter(({ operation }) => operation === id)
    expect(sorted(differences(document, entryOf(id).operation, fact))).toEqual(sorted(known))
  },
)
