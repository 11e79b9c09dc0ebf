/** Number of a change of the book. Beyond 2^53 it comes as a string of digits, so that none is lost. */
export type UpdateId = number | string

/** Price and quantity as the wire writes them. */
export type BookLevel = readonly [price: string, quantity: string]

/** What the book needs of a diff depth event. Source: specs/binance, stream diffBookDepth. */
export interface DepthUpdate {
  /** First change in the event. */
  readonly U: UpdateId
  /** Last change in the event. */
  readonly u: UpdateId
  /** Bids that changed; quantity 0 removes the level. */
  readonly b: readonly BookLevel[]
  /** Asks that changed. */
  readonly a: readonly BookLevel[]
}

/** The book at one moment, best levels first. Source: specs/binance/openapi.yaml#depth. */
export interface DepthSnapshot {
  readonly lastUpdateId: UpdateId
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

export interface DepthListener {
  onEvent(event: DepthUpdate): void
  /** The stream is subscribed: from here on no event is missed until `onDown`. */
  onReady(): void
  /** The line is lost or silent: events may be missing. */
  onDown(): void
  /** The line cannot go on and will not come back. */
  onError(error: unknown): void
}

/** Where a book gets its data from. */
export interface DepthSource {
  /** Starts delivery. The functions are called in order, and not after `close`. */
  open(listener: DepthListener): { close(): void }
  /** Fetches a snapshot of up to `limit` levels per side; the signal ends it. */
  snapshot(limit: number, signal: AbortSignal): Promise<DepthSnapshot>
}
