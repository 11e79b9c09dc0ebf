import { significantDigits } from '../../core/decimal.js'

/**
 * How this service writes what drifts between numbers and texts from version to version: by the seed, an even one is an early version, an odd
 * one a late one. The late one is what the SDK for Go expects.
 */
export interface WireStyle {
  readonly isLate: boolean
  /** Quantities, amounts and ratios of the first edition. */
  decimal(text: string): string | number
  /** Epoch ms of an order in the first edition. */
  time(ms: number): string | number
  /** Integers beyond 32 bits where the second edition has them, and ends of orders in both. */
  long(value: number): string | number
  /** Amounts of fills in the second edition. */
  amount(text: string): string | number
}

export function wireStyleOf(seed: number): WireStyle {
  const isLate = seed % 2 !== 0
  // More digits than a double has would be lost on the way.
  const asNumber = (text: string): string | number => (significantDigits(text) > 15 ? text : Number(text))
  return {
    isLate,
    decimal: (text) => (isLate ? asNumber(text) : text),
    time: (ms) => (isLate ? String(ms) : ms),
    long: (value) => (isLate ? String(value) : value),
    amount: (text) => (isLate ? text : asNumber(text)),
  }
}
