import { dividedBy, fromUnits } from '../amounts.js'

/** Units of 1e-8 as a decimal without needless zeros. */
export const amountText = (units: bigint): string => fromUnits(units).replace(/\.?0+$/, '')

/** The same where the service sends a JSON number. */
export const amountNumber = (units: bigint): number => Number(fromUnits(units))

/** a / b as a JSON number. */
export const ratio = (a: bigint, b: bigint): number => amountNumber(dividedBy(a, b))
