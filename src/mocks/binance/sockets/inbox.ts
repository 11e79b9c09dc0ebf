const SECOND = 1000

/** Counts what comes in; false once more than so many came within a second. */
export function createInbox(most: number, now: () => number): () => boolean {
  const times: number[] = []
  return () => {
    const time = now()
    times.push(time)
    while (times[0] !== undefined && times[0] <= time - SECOND) times.shift()
    return times.length <= most
  }
}
