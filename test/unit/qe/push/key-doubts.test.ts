import { describe, expect, it } from 'vitest'
import { type Ending, KeyDoubts } from '../../../../src/qe/push/key-doubts.js'

const ending = (more: Partial<Ending>): Ending => ({ cause: 'closed', code: 1006, openMs: 100, heard: false, ...more })
/** After how many endings of this kind the key is given up; 0 for never (of ten). */
function endingsUntilOver(more: Partial<Ending>): number {
  const doubts = new KeyDoubts()
  for (let count = 1; count <= 10; count += 1) if (doubts.isOver(ending(more))) return count
  return 0
}

describe('a key is given up', () => {
  it.each<[string, Partial<Ending>, number]>([
    ['by a handshake refused with 401', { cause: 'refused', status: 401, openMs: undefined }, 1],
    ['by one refused with 404', { cause: 'refused', status: 404, openMs: undefined }, 1],
    ['not by one that is refused for now', { cause: 'refused', status: 429, openMs: undefined }, 0],
    ['not by one that the server could not take', { cause: 'refused', status: 503, openMs: undefined }, 0],
    ['by a closing frame for a policy, whenever it comes', { code: 1008, openMs: 3_600_000, heard: true }, 1],
    ['by a closing frame of the service itself, whenever it comes', { code: 4001, openMs: 3_600_000, heard: true }, 1],
    ['by a closing frame at once', { code: 1000 }, 1],
    ['by closing frames at once after words, when it goes on', { code: 1000, heard: true }, 3],
    ['not by a closing frame later', { code: 1000, openMs: 5000 }, 0],
    ['not by a server that goes away at once', { code: 1001 }, 0],
    ['not by a server in trouble', { code: 1011 }, 0],
    ['by connections that break at once without a word, when it goes on', {}, 3],
    ['not by connections that break at once after words', { heard: true }, 0],
    ['not by connections that break later', { openMs: 5000 }, 0],
    ['by sockets that tell nothing of why they did not open, when it goes on', { cause: 'failed', code: 1006, openMs: undefined }, 3],
    ['not by an address that cannot be reached', { cause: 'failed', error: new Error('ECONNREFUSED'), openMs: undefined }, 0],
    ['not by an opening that took too long', { cause: 'failed', reason: 'not open within 10000 ms', openMs: undefined }, 0],
    ['not by silence', { cause: 'silent', code: undefined }, 0],
  ])('%s', (_how, more, endings) => {
    expect(endingsUntilOver(more)).toBe(endings)
  })

  it('only for what happens in a row', () => {
    const doubts = new KeyDoubts()
    const broken = ending({})
    expect([broken, broken, ending({ heard: true }), broken, broken].map((one) => doubts.isOver(one))).not.toContain(true)
    expect(doubts.isOver(broken)).toBe(true)
    expect(doubts.isOver(broken)).toBe(false)
  })
})
