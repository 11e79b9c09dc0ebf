/**
 * A clock that stands still until it is told to run, for tests that live through days. It replaces the timers of the global object, `Date.now`
 * and `performance.now`; promises, streams and sockets go on as ever.
 *
 * @example
 * const time = installVirtualTime()
 * try { await time.run(7 * 24 * 3_600_000) } finally { time.restore() }
 */
export interface VirtualTime {
  /** Epoch ms. */
  readonly now: number
  /** Timers that are set. A test of `close()` expects 0. */
  readonly pending: number
  /** Timers that have fired so far. */
  readonly fired: number
  /** Lets that much time pass: fires what falls due, in order, and lets promises settle before the clock moves on. */
  run(ms: number): Promise<void>
  /** Lets promises settle at the present moment. */
  settle(): Promise<void>
  /** Puts the real functions back; timers that are still set never fire. */
  restore(): void
}

interface Timer {
  at: number
  /** Of two timers of one moment the one that was set first fires first. */
  order: number
  readonly repeatMs: number | undefined
  readonly callback: () => void
  isSet: boolean
  /** Its place in the heap; -1 when it is not in there. */
  place: number
}

export function installVirtualTime(startMs = Date.UTC(2026, 0, 1)): VirtualTime {
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis
  const dateNow = Date.now
  const performanceNow = performance.now
  const heap: Timer[] = []
  let nowMs = startMs
  let lastOrder = 0
  let fired = 0

  const set = (callback: (...args: unknown[]) => void, ms: number | undefined, args: unknown[], repeats: boolean) => {
    // As in Node: whole ms, at least 1, and what is too long fires at once.
    const delayMs = ms === undefined || !(ms >= 1) || ms > 2_147_483_647 ? 1 : Math.trunc(ms)
    lastOrder += 1
    const timer: Timer = {
      at: nowMs + delayMs,
      order: lastOrder,
      repeatMs: repeats ? delayMs : undefined,
      callback: () => callback(...args),
      isSet: true,
      place: -1,
    }
    push(heap, timer)
    return new Handle(timer)
  }
  const clear = (handle: unknown) => {
    if (!(handle instanceof Handle)) return
    handle.timer.isSet = false
    remove(heap, handle.timer)
  }
  // The real functions have more forms than anybody here uses.
  Object.assign(globalThis, {
    setTimeout: (callback: () => void, ms?: number, ...args: unknown[]) => set(callback, ms, args, false),
    setInterval: (callback: () => void, ms?: number, ...args: unknown[]) => set(callback, ms, args, true),
    clearTimeout: clear,
    clearInterval: clear,
  })
  Date.now = () => Math.trunc(nowMs)
  performance.now = () => nowMs - startMs

  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    get now() {
      return nowMs
    },
    get pending() {
      return heap.length
    },
    get fired() {
      return fired
    },
    settle,
    async run(ms) {
      const endMs = nowMs + ms
      await settle()
      for (let timer = heap[0]; timer && timer.at <= endMs; timer = heap[0]) {
        nowMs = Math.max(nowMs, timer.at)
        remove(heap, timer)
        fired += 1
        if (timer.repeatMs !== undefined) {
          lastOrder += 1
          Object.assign(timer, { at: nowMs + timer.repeatMs, order: lastOrder })
          push(heap, timer)
        }
        timer.callback()
        await settle()
      }
      nowMs = endMs
    },
    restore() {
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval })
      Date.now = dateNow
      performance.now = performanceNow
      heap.length = 0
    },
  }
}

/** What `setTimeout` returns; keeps nothing alive, so `ref` and `unref` do nothing. */
class Handle {
  readonly timer: Timer
  constructor(timer: Timer) {
    this.timer = timer
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  hasRef(): boolean {
    return this.timer.isSet
  }
  [Symbol.toPrimitive](): number {
    return this.timer.order
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Timer[], timer: Timer): void {
  timer.place = heap.push(timer) - 1
  rise(heap, timer)
}

function remove(heap: Timer[], timer: Timer): void {
  const { place } = timer
  if (place < 0) return
  timer.place = -1
  const last = heap.pop()
  if (last === undefined || last === timer) return
  heap[place] = last
  last.place = place
  rise(heap, last)
  sink(heap, last)
}

function rise(heap: Timer[], timer: Timer): void {
  while (timer.place > 0) {
    const parent = heap[(timer.place - 1) >> 1]
    if (!parent || !isBefore(timer, parent)) return
    swap(heap, timer, parent)
  }
}

function sink(heap: Timer[], timer: Timer): void {
  for (;;) {
    const left = heap[timer.place * 2 + 1]
    const right = heap[timer.place * 2 + 2]
    const child = left && right ? (isBefore(right, left) ? right : left) : left
    if (!child || !isBefore(child, timer)) return
    swap(heap, child, timer)
  }
}

function swap(heap: Timer[], a: Timer, b: Timer): void {
  const { place } = a
  heap[b.place] = a
  heap[place] = b
  a.place = b.place
  b.place = place
}
