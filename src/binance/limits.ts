import type { Limits } from '../core/limits.js'

const COUNTERS = [
  [/^x-mbx-used-weight-(\d+[smhd])$/i, 'usedWeight'],
  [/^x-mbx-order-count-(\d+[smhd])$/i, 'orderCount'],
  [/^x-sapi-used-ip-weight-(\d+[smhd])$/i, 'usedIpWeight'],
  [/^x-sapi-used-uid-weight-(\d+[smhd])$/i, 'usedUidWeight'],
] as const

/** Reads the counters from the answer's headers, e.g. `X-MBX-USED-WEIGHT-1M: 21` as `usedWeight: { "1M": 21 }`. */
export function limitsOf(headers: Headers): Limits {
  const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} } satisfies Record<
    keyof Limits,
    Record<string, number>
  >
  headers.forEach((value, name) => {
    for (const [pattern, counter] of COUNTERS) {
      const interval = pattern.exec(name)?.[1]
      const count = Number(value)
      if (interval !== undefined && value !== '' && Number.isFinite(count))
        Object.assign(limits[counter], { [interval.toUpperCase()]: count })
    }
  })
  return limits
}
