/** From here on an epoch time is taken for microseconds (in milliseconds it would be the year 5138). */
const FIRST_MICROSECONDS = 100_000_000_000_000

/** An epoch time in milliseconds, whichever of the two units it came in. */
export const toMilliseconds = (time: number): number => (time >= FIRST_MICROSECONDS ? time / 1000 : time)
