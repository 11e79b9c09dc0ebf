/** The service tells times of day as they are in its own country. */
const ZONE_MS = 8 * 3_600_000
const shifted = (ms: number): string => new Date(ms + ZONE_MS).toISOString()

/** `2026-06-01T09:30:00+08:00`. */
export const timeText = (ms: number): string => `${shifted(ms).slice(0, 19)}+08:00`

/** `20260601`. */
export const dayText = (ms: number): string => shifted(ms).slice(0, 10).replaceAll('-', '')

/** `093000000`: hours, minutes, seconds, milliseconds. */
export const clockText = (ms: number): string => shifted(ms).slice(11, 23).replace(/[:.]/g, '')

/** Epoch ms of a time parameter in either form; undefined for none. */
export function milliseconds(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' ? Date.parse(value) : undefined
}

/** Whether a moment lies within the bounds that are given. */
export function isBetween(ms: number, from: unknown, to: unknown): boolean {
  return ms >= (milliseconds(from) ?? Number.NEGATIVE_INFINITY) && ms <= (milliseconds(to) ?? Number.POSITIVE_INFINITY)
}

/** A moment that is past and stays what it is for a while: when things came to be that were always there. */
export const startOfYear = (now: number): number => Date.UTC(new Date(now).getUTCFullYear(), 0, 1)
