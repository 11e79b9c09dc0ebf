import { BufferOverflowError, ConfigError } from '../errors/local-errors.js'
import { refuseUnknownOptions } from '../unknown-options.js'
import { MessageQueue, type WhenFull } from './queue.js'

export interface BufferOptions {
  /** How many messages wait for a loop that is slower than they come. */
  readonly size?: number | undefined
  /** What then happens: the oldest is dropped, the newest is, or the loop ends with BufferOverflowError. */
  readonly whenFull?: WhenFull | undefined
}

export interface Buffer {
  readonly size: number
  readonly whenFull: WhenFull
}

/** The option `buffer` with its defaults. Throws ConfigError. */
export function readBuffer(what: string, given: BufferOptions | undefined, defaults: Buffer): Buffer {
  const buffer = given ?? {}
  refuseUnknownOptions(`${what}.buffer`, buffer, ['size', 'whenFull'])
  const { size = defaults.size, whenFull = defaults.whenFull } = buffer
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) throw new ConfigError('buffer.size must be a whole number above 0.')
  if (!['drop-oldest', 'drop-newest', 'fail'].includes(whenFull))
    throw new ConfigError('buffer.whenFull must be one of drop-oldest, drop-newest, fail.')
  return { size, whenFull }
}

/** A queue of that size. `what` is what the messages come from, for the error. `onEnd`: its loop was left, or has failed. */
export const createQueue = <Message>(what: string, { size, whenFull }: Buffer, onEnd: () => void): MessageQueue<Message> =>
  new MessageQueue<Message>({
    size,
    whenFull,
    overflow() {
      queueMicrotask(onEnd)
      return new BufferOverflowError(`${what}: more than ${size} messages waited for a loop that is too slow.`)
    },
    onReturn: onEnd,
  })
