const HOUR = 3_600_000
const MINUTE = 60_000
const DAY = 24 * HOUR
/** China has one time zone and no summer time; the mock's server stands there too. */
const CHINA = 8 * HOUR

/** `20260105`. */
export const dayOf = (time: number): string => new Date(time + CHINA).toISOString().slice(0, 10).replaceAll('-', '')

/** `145603`. */
export const clockOf = (time: number): string => new Date(time + CHINA).toISOString().slice(11, 19).replaceAll(':', '')

/** Midnight in China of a day written as YYYYMMDD; undefined where there is no such day. */
export function midnightOf(day: string): number | undefined {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})/.exec(day) ?? []
  const time = Date.parse(`${year}-${month}-${date}T00:00:00Z`) - CHINA
  return Number.isNaN(time) ? undefined : time
}

/** Midnight in China of the day that a moment is in. */
export const startOfDay = (time: number): number => Math.floor((time + CHINA) / DAY) * DAY - CHINA

export const daysAfter = (midnight: number, days: number): number => midnight + days * DAY

/** Sunday is 0. */
export const weekdayOf = (midnight: number): number => new Date(midnight + CHINA).getUTCDay()

/** All working days count; the mock knows no holidays. */
export const isTradingDay = (midnight: number): boolean => weekdayOf(midnight) % 6 !== 0

export const opening = (midnight: number): number => midnight + 9.5 * HOUR
export const closing = (midnight: number): number => midnight + 15 * HOUR

/** The last day on which trading had begun at this moment. */
export function lastTradingDay(now: number): number {
  let midnight = startOfDay(now)
  while (!isTradingDay(midnight) || opening(midnight) > now) midnight = daysAfter(midnight, -1)
  return midnight
}

/** Ends of the bars of a day, each so many minutes long, with the break at noon. */
export function barEnds(midnight: number, minutes: number): number[] {
  const count = 240 / minutes
  return Array.from({ length: count }, (_, index) => {
    const minute = (index + 1) * minutes
    return opening(midnight) + (minute <= 120 ? minute : minute + 90) * MINUTE
  })
}
