/** The book changes in steps of this many ms, at whole multiples of it. */
export const STEP_MS = 100
/** Every step counts as so many updates of the book. */
export const UPDATES_PER_STEP = 10
/** A market trades once in this many ms, at whole multiples of it; the multiple is the trade's id. */
export const TRADE_MS = 200
/** The same for block trades, which are rare. */
export const BLOCK_TRADE_MS = 30_000

/** The step that the market is in at a time. */
export const stepAt = (time: number): number => Math.floor(time / STEP_MS)

/** The book's update id after a step. */
export const updateIdAt = (step: number): number => step * UPDATES_PER_STEP
