import type { BufferOptions } from '../../core/ws/buffer.js'
import type { LineEvents } from '../../core/ws/line-events.js'
import type { LineUserOptions } from '../../core/ws/line-options.js'

export interface KeyStreamOptions extends LineUserOptions {
  /** How events wait for a loop that is slow: 10000 of them, then the loop ends with BufferOverflowError: none is lost without a word. */
  readonly buffer?: BufferOptions | undefined
}

export interface KeyStreamEvents extends LineEvents {
  /** With `validate: "all"`: an event that is not what the spec says, and was not handed out. */
  readonly invalid: { readonly error: unknown }
}

/** The calls that make and keep a listen key. */
export interface KeyCalls {
  /** Makes one; while there is a good one it is that, and holds longer. */
  open(signal: AbortSignal): PromiseLike<{ readonly listenKey: string }>
  /** Resolves with the key that holds from now on. */
  renew(listenKey: string, signal: AbortSignal): PromiseLike<{ readonly listenKey: string }>
  /** The stream begins. */
  readonly begun?: (() => void) | undefined
  /** It ended, closed by its owner or by itself. `listenKey` is undefined if there never was one. */
  readonly ended?: ((listenKey: string | undefined, byOwner: boolean) => PromiseLike<unknown> | undefined) | undefined
}

/** Where the stream is. */
export interface KeyAddress {
  /** Without the path of a stream. */
  readonly url: string
  /** What follows the key. */
  readonly suffix: string
}
