import { afterEach, describe, expect, it, vi } from 'vitest'
import { callSafely, Emitter } from '../../../../src/core/ws/emitter.js'

interface Events {
  readonly tick: number
  readonly end: string
}

afterEach(() => {
  vi.unstubAllGlobals()
})

/** What was to surface as an uncaught error. */
function uncaught(): (() => void)[] {
  const thrown: (() => void)[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => thrown.push(task))
  return thrown
}

describe('the emitter', () => {
  it('calls the listeners of the name, in the order in which they came', () => {
    const emitter = new Emitter<Events>(['tick', 'end'])
    const log: string[] = []
    emitter.on('tick', (value) => log.push(`first ${value}`))
    emitter.on('tick', (value) => log.push(`second ${value}`))
    emitter.on('end', (value) => log.push(value))
    emitter.emit('tick', 1)
    expect(log).toEqual(['first 1', 'second 1'])
  })

  it('stops calling a listener that was taken back, and taking it back twice does no harm', () => {
    const emitter = new Emitter<Events>(['tick', 'end'])
    const log: number[] = []
    const off = emitter.on('tick', (value) => log.push(value))
    off()
    off()
    emitter.emit('tick', 1)
    expect(log).toEqual([])
  })

  it('keeps a listener that was given twice when one of them is taken back', () => {
    const emitter = new Emitter<Events>(['tick', 'end'])
    const log: number[] = []
    const listener = (value: number) => log.push(value)
    const off = emitter.on('tick', listener)
    emitter.on('tick', listener)
    off()
    emitter.emit('tick', 1)
    expect(log).toEqual([1])
  })

  it('goes on when a listener throws, and lets the error surface', () => {
    const thrown = uncaught()
    const emitter = new Emitter<Events>(['tick', 'end'])
    const log: number[] = []
    emitter.on('tick', () => {
      throw new Error('mine')
    })
    emitter.on('tick', (value) => log.push(value))
    emitter.emit('tick', 1)
    expect(log).toEqual([1])
    expect(thrown).toHaveLength(1)
    expect(thrown[0]).toThrow('mine')
  })

  it('calls no listener that was added while it calls', () => {
    const emitter = new Emitter<Events>(['tick', 'end'])
    const log: string[] = []
    emitter.on('tick', () => {
      log.push('old')
      emitter.on('tick', () => log.push('new'))
    })
    emitter.emit('tick', 1)
    expect(log).toEqual(['old'])
  })
})

describe('what nobody would ever call', () => {
  it.each([
    ['a name of no event', 'tik', () => undefined, 'The event must be one of tick, end.'],
    ['no listener', 'tick', undefined, 'The listener of tick must be a function.'],
  ])('%s is refused', (_what, name, listener, message) => {
    const emitter = new Emitter<Events>(['tick', 'end'])
    expect(() => emitter.on(name as 'tick', listener as () => void)).toThrow(message)
  })
})

describe('callSafely', () => {
  it('hands on all arguments', () => {
    const listener = vi.fn()
    callSafely(listener, 1, 'a')
    expect(listener).toHaveBeenCalledWith(1, 'a')
  })

  it('never throws itself', () => {
    const thrown = uncaught()
    expect(() =>
      callSafely(() => {
        throw new Error('mine')
      }),
    ).not.toThrow()
    expect(thrown[0]).toThrow('mine')
  })
})
