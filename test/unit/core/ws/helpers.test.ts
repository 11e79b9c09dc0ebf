import { afterEach, describe, expect, it } from 'vitest'
import { createFakeSockets } from '../../../helpers/fake-sockets.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

let time: VirtualTime | undefined
afterEach(() => time?.restore())

describe('the virtual clock', () => {
  it('fires timers in order, those of one moment as they were set, and stands at the end of the run', async () => {
    time = installVirtualTime(1000)
    const log: string[] = []
    setTimeout(() => log.push(`b ${Date.now()}`), 20)
    setTimeout(() => log.push(`a ${performance.now()}`), 10)
    setTimeout(() => log.push('c'), 20)
    clearTimeout(setTimeout(() => log.push('never'), 15))
    await time.run(19)
    expect(log).toEqual(['a 10'])
    await time.run(1)
    expect(log).toEqual(['a 10', 'b 1020', 'c'])
    await time.run(500)
    expect([Date.now(), time.pending]).toEqual([1520, 0])
  })

  it('lets promises settle before it moves on, so that what they set counts', async () => {
    time = installVirtualTime()
    const at: number[] = []
    const clock = time
    const work = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await new Promise<void>((resolve) => setTimeout(resolve, 7))
        await Promise.resolve().then(() => undefined)
        at.push(performance.now())
      }
    })()
    await clock.run(21)
    await work
    expect(at).toEqual([7, 14, 21])
  })

  it('repeats intervals until they are cleared, also from within', async () => {
    time = installVirtualTime()
    let ticks = 0
    const interval = setInterval(() => {
      ticks += 1
      if (ticks === 3) clearInterval(interval)
    }, 5)
    await time.run(100)
    expect([ticks, time.pending]).toEqual([3, 0])
  })

  it('runs a million timers in well under 30 s', async () => {
    time = installVirtualTime()
    let fired = 0
    for (let lane = 0; lane < 100; lane += 1) {
      const again = () => {
        fired += 1
        if (fired < 1_000_000) setTimeout(again, 1 + ((fired * 7919) % 5000))
      }
      setTimeout(again, lane)
    }
    const started = process.hrtime.bigint()
    while (time.pending > 0) await time.run(3_600_000)
    expect(fired).toBeGreaterThanOrEqual(1_000_000)
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(25)
  })

  it('puts the real functions back', async () => {
    const real = [setTimeout, clearTimeout, setInterval, clearInterval, Date.now, performance.now]
    time = installVirtualTime()
    expect(setTimeout).not.toBe(real[0])
    time.restore()
    expect([setTimeout, clearTimeout, setInterval, clearInterval, Date.now, performance.now]).toEqual(real)
  })
})

describe('sockets in memory', () => {
  const record = () => {
    const log: unknown[] = []
    const listener = {
      onOpen: () => log.push('open'),
      onText: (text: string) => log.push(text),
      onSign: () => log.push('sign'),
      onClose: (closed: unknown) => log.push(closed),
    }
    return { log, listener }
  }
  const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

  it('open, talk, answer pings and close', async () => {
    const sockets = createFakeSockets({ onText: (text, peer) => peer.send(`re: ${text}`) })
    const { log, listener } = record()
    const socket = sockets.open('ws://peer', listener)
    expect(log).toEqual([])
    await tick()
    socket.send('hello')
    socket.ping?.()
    await tick()
    socket.close(1000, 'bye')
    await tick()
    expect(log).toEqual(['open', 're: hello', 'sign', { code: 1000, reason: 'bye' }])
    expect(sockets.alive).toEqual([])
  })

  it('hear and say nothing when they are half-open, and tell of an end once', async () => {
    const sockets = createFakeSockets()
    const { log, listener } = record()
    const socket = sockets.open('ws://peer', listener)
    await tick()
    sockets.last.silent = true
    sockets.last.send('lost')
    socket.ping?.()
    socket.close(1000, '')
    await tick()
    expect(log).toEqual(['open'])
    socket.terminate()
    sockets.last.drop()
    await tick()
    expect(log).toEqual(['open', { code: 1006, reason: '' }])
  })
})
