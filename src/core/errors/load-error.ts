import { NetworkError } from './local-errors.js'

/** A part of this package that is loaded when it is first used could not be. Nothing was sent. */
export const loadError = (what: string, cause: unknown): NetworkError =>
  new NetworkError(
    `${what}: a part of tradespec could not be loaded, see \`cause\`. Nothing was sent; the next use tries again.`,
    'not-sent',
    {
      cause,
    },
  )
