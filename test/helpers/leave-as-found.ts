import { afterAll, vi } from 'vitest'

// Test files share a process and its modules (vitest.config.ts): what one leaves changed, the next one would find.
const { fetch, WebSocket } = globalThis
const env = JSON.stringify(process.env)

afterAll(() => {
  const left = [
    vi.isFakeTimers() && 'the timers are fake',
    (globalThis.fetch !== fetch || globalThis.WebSocket !== WebSocket) && 'fetch or WebSocket was replaced',
    JSON.stringify(process.env) !== env && 'the environment was changed',
  ].filter((what) => what !== false)
  if (left.length > 0) throw new Error(`this file does not leave everything as it found it: ${left.join(', ')}`)
})
