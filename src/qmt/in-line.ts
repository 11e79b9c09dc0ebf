import { AbortedError } from '../core/errors/local-errors.js'

type InLine = <Result>(key: string, signal: AbortSignal | undefined, work: () => Promise<Result>) => Promise<Result>

/** Lets work with the same key run one after the other, in the order it came. A signal ends the wait of its own work. */
export function createLine(): InLine {
  const last = new Map<string, Promise<unknown>>()
  return async (key, signal, work) => {
    const before = last.get(key)
    let free = (): void => undefined
    const turn = new Promise<void>((resolve) => {
      free = resolve
    })
    const done = before === undefined ? turn : before.then(() => turn)
    last.set(key, done)
    try {
      if (before !== undefined) await unlessAborted(before, signal)
      return await work()
    } finally {
      free()
      // Not before those that stand in front are done: whoever gave up waiting must not let the next one pass them.
      done.then(() => {
        if (last.get(key) === done) last.delete(key)
      })
    }
  }
}

function unlessAborted(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return before
  return new Promise((resolve, reject) => {
    const leave = () =>
      reject(new AbortedError('sell was aborted by its signal while it waited for another sale.', 'not-sent', { cause: signal.reason }))
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    before.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
