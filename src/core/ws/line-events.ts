/**
 * Why a connection was lost or not had.
 * `closed`: it was closed by the service or broke; `silent`: nothing was heard any more; `failed`: it could not be opened;
 * `refused`: the service refused it; `unready`: it was open but could not be made ready (log-on, subscriptions);
 * `shutdown`: the service announced its end; `expired`: its life was over.
 */
export type DownCause = 'closed' | 'silent' | 'failed' | 'refused' | 'unready' | 'shutdown' | 'expired'

export interface Down {
  readonly cause: DownCause
  /** Of the closing frame; 1006 without one. */
  readonly code?: number | undefined
  readonly reason?: string | undefined
  /** HTTP status of a refused handshake. */
  readonly status?: number | undefined
  /** What a refused handshake asks for, ms. */
  readonly retryAfterMs?: number | undefined
  readonly error?: unknown
}

/** A stretch of time of which messages may be missing. */
export interface Gap {
  /** Epoch ms by the local clock: up to here everything arrived. */
  readonly fromMs: number
  /** Epoch ms by the local clock: from here on everything arrives. */
  readonly toMs: number
  readonly cause: DownCause
}

/** What happens to a connection that is kept up. */
export interface LineEvents {
  /** A connection stands for the first time. */
  readonly open: Readonly<Record<never, never>>
  /** The connection is lost, or an attempt to get one failed while there is none. It goes on by itself. */
  readonly down: Down
  /** It stands again, everything subscribed. A `gap` follows. */
  readonly restored: { readonly downMs: number }
  /** Messages of this stretch may be missing. */
  readonly gap: Gap
  /** An old connection was replaced by a fresh one, nothing lost and nothing twice. */
  readonly renewed: { readonly cause: DownCause }
}

export const LINE_EVENT_NAMES = ['open', 'down', 'restored', 'gap', 'renewed'] as const satisfies readonly (keyof LineEvents)[]

/**
 * `idle`: nothing was asked of it yet; `connecting`: the first connection is being opened; `down`: one that stood is lost and being replaced;
 * `closed`: for good, by `close()` or because no connection can be had.
 */
export type LineState = 'idle' | 'connecting' | 'open' | 'down' | 'closed'
