/** The wait that a Retry-After header asks for, in ms; 0 without one. It holds seconds, or the date that HTTP allows in their place. */
export function retryAfter(header: string | null): number {
  if (header === null || header.trim() === '') return 0
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const until = Date.parse(header)
  return Number.isNaN(until) ? 0 : Math.max(0, until - Date.now())
}
