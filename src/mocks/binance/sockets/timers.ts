/**
 * Timers that keep no process alive. The global functions are looked up at each call, so that a test may put a clock of its own in their place.
 * Each returns what ends it.
 */
export function after(ms: number, run: () => void): () => void {
  const timer = globalThis.setTimeout(run, ms)
  letGo(timer)
  return () => globalThis.clearTimeout(timer)
}

export function every(ms: number, run: () => void): () => void {
  const timer = globalThis.setInterval(run, ms)
  letGo(timer)
  return () => globalThis.clearInterval(timer)
}

/** A test's timers may be mere numbers. */
function letGo(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref()
}
