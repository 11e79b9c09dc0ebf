import { Refusal } from '../refusals.js'
import type { TimeUnit } from '../time-unit.js'
import { timeUnitOf } from '../time-unit.js'
import type { Refused } from './peer.js'
import { streamProblem } from './stream-session.js'

/** What a path leads to. */
export type Target =
  | { readonly kind: 'streams'; readonly combined: boolean; readonly streams: readonly string[]; readonly unit: TimeUnit }
  | { readonly kind: 'wsApi'; readonly returnRateLimits: boolean; readonly unit: TimeUnit }
  | { readonly kind: 'marginRisk' | 'equity'; readonly key: string }

/**
 * Reads the path and query of a handshake. Names of streams may be percent-encoded; a plus sign in them is one.
 * A bad time unit, a bad `returnRateLimits` and a name that is no stream are refused with 400, an unknown path with 404.
 */
export function readTarget(target: string): Target | Refused {
  const [path = '', ...rest] = target.split('?')
  const query = new Map(
    rest
      .join('?')
      .split('&')
      .map((pair) => [pair.replace(/=.*/s, ''), decoded(pair.replace(/^[^=]*=?/, ''))] as const),
  )
  try {
    const unit = timeUnitOf(query.get('timeUnit'))
    if (path === '/ws-api/v3') {
      const limits = query.get('returnRateLimits') ?? 'true'
      if (limits !== 'true' && limits !== 'false') throw new Refusal('-1100', 'returnRateLimits')
      return { kind: 'wsApi', returnRateLimits: limits === 'true', unit }
    }
    // Services of their own, and hosts too; the mock has them under its one.
    const [, service, key] = /^\/(margin-stream|equity)\/ws\/([^/]+)$/.exec(path) ?? []
    if (key !== undefined) {
      if (service === 'margin-stream') return { kind: 'marginRisk', key: decoded(key) }
      const [, equityKey] = /^(.*)@orderReport$/.exec(decoded(key)) ?? []
      return equityKey === undefined ? { status: 404 } : { kind: 'equity', key: equityKey }
    }
    const [, root, names] = /^\/(ws|stream)(?:\/(.*))?$/s.exec(path) ?? []
    if (root === undefined || (root === 'stream' && names !== undefined)) return { status: 404 }
    const combined = root === 'stream'
    const listed = combined ? (query.get('streams') ?? '') : decoded(names ?? '')
    const streams = [...new Set(listed.split('/').filter((name) => name !== ''))]
    const problem = streams.map(streamProblem).find((one) => one !== undefined)
    if (problem !== undefined) return { status: 400, body: JSON.stringify({ code: 2, msg: problem }) }
    return { kind: 'streams', combined, streams, unit }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: error.status, body: JSON.stringify({ code: error.code, msg: error.text }) }
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
